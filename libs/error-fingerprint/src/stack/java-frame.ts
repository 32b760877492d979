import { FOREIGN_FRAME, type Frame } from './frame.js';

/** Packages of the runtime, of frameworks and of servers. */
const LIBRARIES = [
  ...'java javax jdk sun jakarta kotlin kotlinx scala akka zio cats groovy clojure reactor rx io.reactivex io.netty io.undertow io.vertx io.grpc io.micrometer io.opentelemetry io.lettuce io.quarkus io.smallrye io.micronaut io.ktor io.projectreactor io.jsonwebtoken io.swagger'.split(
    ' ',
  ),
  ...'org.springframework org.apache org.hibernate org.eclipse org.jboss org.wildfly org.postgresql org.mariadb org.mongodb org.h2 org.hsqldb org.slf4j org.aspectj org.junit org.mockito org.gradle org.codehaus org.glassfish org.xerial org.flywaydb org.quartz org.thymeleaf org.elasticsearch org.redisson org.jooq org.mybatis org.bouncycastle org.reactivestreams org.testng'.split(
    ' ',
  ),
  ...'com.sun com.fasterxml com.google.common com.google.gson com.google.protobuf com.google.inject com.mysql com.zaxxer com.mchange com.microsoft.sqlserver com.oracle com.rabbitmq com.mongodb com.datastax com.netflix com.squareup com.ibm com.amazonaws ch.qos feign okhttp3 okio retrofit2 redis.clients oracle.jdbc play.api play.core net.bytebuddy net.sf.cglib android androidx dalvik com.android software.amazon.awssdk lombok jersey'.split(
    ' ',
  ),
].map((name) => `${name}.`);
const BY_FIRST = new Map<string, string[]>();
for (const name of LIBRARIES) {
  const first = name.slice(0, name.indexOf('.'));
  BY_FIRST.set(first, [...(BY_FIRST.get(first) ?? []), name]);
}
const GENERATED =
  /\$\$Lambda|\$Proxy\d|GeneratedMethodAccessor|GeneratedConstructorAccessor|\$\$FastClass|LambdaForm\$|<generated>/;
const ENHANCED = /\$\$(?:EnhancerBy|SpringCGLIB|ByteBuddy|HibernateProxy)[\w$]*|\$HibernateProxy\$\w*|_\$\$_\w+/;
const LONGEST = 300;

/** True for what follows `at ` in Java, Kotlin and Scala: `com.shop.Orders.find(Orders.java:42)` */
export function isJavaFrame(line: string): boolean {
  const open = line.indexOf('(');
  if (open <= 0 || line.charCodeAt(open - 1) === 32 || line.indexOf('.') > open) return false;
  const inside = line.slice(open + 1);
  return /^(?:[\w$-]+\.(?:java|kt|scala|groovy|clj)(?::\d+)?|Native Method|Unknown Source|<generated>|SourceFile(?::\d+)?)\)/.test(
    inside,
  );
}

/** A line of a stack of the Java machine, after `at `. */
export function javaFrame(line: string): Frame {
  const open = line.indexOf('(');
  const path = line.slice(0, open).slice(-LONGEST);
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (GENERATED.test(line) || isLibrary(name)) return FOREIGN_FRAME;
  const dot = name.lastIndexOf('.');
  const type = name.slice(0, dot).replace(ENHANCED, '').replace(/\$\d+/g, '$');
  const method = name.slice(dot + 1).replace(/^lambda\$([^$]*)\$\d+$|^\$anonfun\$(.*?)(?:\$\d+)?$/, '$1$2');
  return {
    function: `${type}.${method}`,
    file: type.slice(type.lastIndexOf('.') + 1).replace(/\$.*$/, ''),
    isInApp: true,
  };
}

function isLibrary(name: string): boolean {
  const list = BY_FIRST.get(name.slice(0, name.indexOf('.')));
  return list !== undefined && list.some((prefix) => name.startsWith(prefix));
}
