import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = fileURLToPath(new URL('../grafana/', import.meta.url));

const dataSourceReference = z.object({ type: z.string(), uid: z.string() });

/** A question as the simPod JSON data source keeps it in a dashboard. */
const panelTarget = z.object({
  refId: z.string().min(1),
  datasource: dataSourceReference,
  editorMode: z.enum(['code', 'builder']),
  target: z.string().min(1),
  /** JSON as text: that is what the editor of the plugin stores. */
  payload: z.string(),
});

const panel = z.object({
  id: z.int().positive(),
  type: z.string(),
  title: z.string().min(1),
  datasource: dataSourceReference,
  gridPos: z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().positive(), h: z.int().positive() }),
  targets: z.array(panelTarget).min(1),
});

const variable = z.object({
  name: z.string(),
  datasource: dataSourceReference,
  query: z.object({ query: z.string(), format: z.literal('string') }),
});

const annotation = z.object({
  name: z.string(),
  datasource: dataSourceReference,
  target: z.object({ refId: z.string(), target: z.string(), payload: z.string() }),
});

const dashboard = z.object({
  // A provisioned file must leave the number to Grafana and pin the uid, or every start makes another dashboard.
  id: z.null(),
  uid: z.string().min(1).max(40),
  title: z.string().min(1),
  schemaVersion: z.int(),
  panels: z.array(panel).min(1),
  templating: z.object({ list: z.array(variable) }),
  annotations: z.object({ list: z.array(annotation) }),
});

const expression = z.object({ type: z.enum(['threshold', 'math']), expression: z.string() });

/** A question as the Infinity data source keeps it. */
const restQuestion = z.object({
  type: z.literal('json'),
  parser: z.literal('backend'),
  url: z.string().startsWith('/'),
  url_options: z.object({ params: z.array(z.object({ key: z.string(), value: z.string() })) }),
  root_selector: z.string(),
  columns: z.array(z.object({ selector: z.string(), text: z.string(), type: z.enum(['number', 'string']) })).min(1),
});

const ruleData = z.object({ refId: z.string(), datasourceUid: z.string(), model: z.union([restQuestion, expression]) });

const rule = z.object({ uid: z.string().max(40), title: z.string(), condition: z.string(), data: z.array(ruleData) });

const dataSource = z.object({
  name: z.string(),
  uid: z.string(),
  type: z.string(),
  access: z.literal('proxy'),
  url: z.url(),
  isDefault: z.boolean().default(false),
  jsonData: z.record(z.string(), z.unknown()),
  secureJsonData: z.record(z.string(), z.string()),
});

const provider = z.object({
  name: z.string(),
  type: z.literal('file'),
  options: z.object({ path: z.string() }),
});

export type AlertRule = z.infer<typeof rule>;
export type RestQuestion = z.infer<typeof restQuestion>;
export type Dashboard = z.infer<typeof dashboard>;
export type DataSource = z.infer<typeof dataSource>;
export type DashboardProvider = z.infer<typeof provider>;

/** One question that a panel asks the monitor, with the payload as the plugin sends it. */
export interface PanelQuestion {
  readonly dashboard: string;
  readonly panel: string;
  readonly refId: string;
  readonly target: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** @throws ZodError when a file is not in the form that Grafana's provisioning reads */
export function readDataSources(): DataSource[] {
  return yamlFiles('provisioning/datasources').flatMap(
    (file) => z.object({ apiVersion: z.literal(1), datasources: z.array(dataSource) }).parse(file).datasources,
  );
}

/** @throws ZodError when a file is not in the form that Grafana's provisioning reads */
export function readDashboardProviders(): DashboardProvider[] {
  return yamlFiles('provisioning/dashboards').flatMap(
    (file) => z.object({ apiVersion: z.literal(1), providers: z.array(provider) }).parse(file).providers,
  );
}

/** @throws ZodError when a file is not in the form that Grafana's provisioning reads */
export function readAlertRules(): AlertRule[] {
  const file = z.object({ groups: z.array(z.object({ rules: z.array(rule) })) });
  const text = readFileSync(`${FOLDER}provisioning/alerting/rules.yaml`, 'utf8');
  return file.parse(parse(text)).groups.flatMap(({ rules }) => rules);
}

/** @throws ZodError when a dashboard is not in the form that we rely on */
export function readDashboards(): Dashboard[] {
  return filesOf('dashboards', '.json').map((text) => dashboard.parse(JSON.parse(text)));
}

/**
 * Every question that the dashboards ask, so that a test can put them to a running monitor.
 *
 * @param chosen values of the dashboards' variables; one that is not there has none chosen
 */
export function readPanelQuestions(chosen: Readonly<Record<string, readonly string[]>> = {}): PanelQuestion[] {
  return readDashboards().flatMap(({ title, panels }) =>
    panels.flatMap((each) =>
      each.targets.map(({ refId, target, payload }) => ({
        dashboard: title,
        panel: each.title,
        refId,
        target,
        payload: payloadOf(payload, chosen),
      })),
    ),
  );
}

/** What the plugin's code editor sends: the variables put in as JSON, then all of it read as JSON. */
function payloadOf(text: string, chosen: Readonly<Record<string, readonly string[]>>): Record<string, unknown> {
  const filled = text.replace(/\$\{(\w+):json\}/g, (_, name: string) => JSON.stringify(chosen[name] ?? []));
  return z.record(z.string(), z.unknown()).parse(filled === '' ? {} : JSON.parse(filled));
}

function yamlFiles(folder: string): unknown[] {
  return filesOf(folder, '.yaml').map((text): unknown => parse(text));
}

function filesOf(folder: string, ending: string): string[] {
  return readdirSync(FOLDER + folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => readFileSync(`${FOLDER}${folder}/${name}`, 'utf8'));
}
