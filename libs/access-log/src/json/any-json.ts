import { apisixShape } from './apisix-json.js';
import { caddyShape } from './caddy-json.js';
import { envoyShape } from './envoy-json.js';
import { genericShape } from './generic-json.js';
import { type JsonShape, jsonFormat } from './json-shape.js';
import { kongShape } from './kong-json.js';
import { traefikShape } from './traefik-json.js';

/** Each line says by its members what it is, so that one topic can carry several gateways. The generic shape comes last. */
const JSON_SHAPES: readonly JsonShape[] = [kongShape, apisixShape, caddyShape, traefikShape, envoyShape, genericShape];

export const anyJson = jsonFormat('json', JSON_SHAPES);
