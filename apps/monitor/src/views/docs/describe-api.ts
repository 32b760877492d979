import { ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ROUTE_DESCRIPTION, type RouteDescription } from './describe.js';
import { describeRoute } from './describe-route.js';

/**
 * The API's description, made from the running code.
 *
 * @param guarded whether a token is asked for
 */
export function describeApi(app: NestExpressApplication, guarded: boolean): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('log-monitor')
    .setDescription(
      'Errors and logs of your services, and how complete each answer is: completeThrough is a time of arrival in Kafka, everything that was in Kafka at that moment is in the answer; lag is what is not stored yet.',
    )
    .setVersion('1');
  if (guarded)
    builder.addBearerAuth().addBasicAuth().addSecurityRequirements('bearer').addSecurityRequirements('basic');
  applyDescriptions(app);
  return SwaggerModule.createDocument(app, builder.build(), { autoTagControllers: false });
}

/** Makes of what the routes noted what Nest's library reads; each once, as a second application in the process has the same classes. */
function applyDescriptions(app: NestExpressApplication): void {
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const prototype = metatype?.prototype as object;
      for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
        const method: unknown = descriptor.value;
        if (typeof method !== 'function') continue;
        const route = Reflect.getMetadata(ROUTE_DESCRIPTION, method) as RouteDescription | undefined;
        if (route === undefined) continue;
        describeRoute(route)(prototype, name, descriptor);
        Reflect.deleteMetadata(ROUTE_DESCRIPTION, method);
      }
    }
  }
}
