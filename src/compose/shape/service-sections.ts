import { healthTest, multiOptions, options } from "./collections.ts";
import { duration, flag, setWhole, text, whole } from "./scalars.ts";
import { throttles, trigger, weighted } from "./service-parts.ts";
import { type InputOf, listShape, type Named } from "./shape.ts";
import { struct } from "./struct.ts";

const developFields = struct({ watch: listShape(trigger) }, { nullable: true });
/** What `watch` does. */
export interface DevelopDefinition extends InputOf<typeof developFields> {}
export const develop: Named<typeof developFields, DevelopDefinition> = developFields;

const blkioConfigFields = struct(
  {
    weight: whole,
    weight_device: listShape(weighted),
    device_read_bps: throttles,
    device_read_iops: throttles,
    device_write_bps: throttles,
    device_write_iops: throttles,
  },
  { closed: true },
);
/** Shares and rates of devices. */
export interface BlkioDefinition extends InputOf<typeof blkioConfigFields> {}
export const blkioConfig: Named<typeof blkioConfigFields, BlkioDefinition> = blkioConfigFields;

const deviceFields = struct({ source: text, target: text, permissions: text }, { required: ["source"] });
/** A device in long form. */
export interface DeviceDefinition extends InputOf<typeof deviceFields> {}
export const device: Named<typeof deviceFields, DeviceDefinition> = deviceFields;

const providerFields = struct({ type: text, options: multiOptions }, { required: ["type"] });
/** A program that provides a service. */
export interface ProviderDefinition extends InputOf<typeof providerFields> {}
export const provider: Named<typeof providerFields, ProviderDefinition> = providerFields;

const extendedServiceFields = struct({ file: text, service: text }, { closed: true, required: ["service"] });
/** The service that another one is put over. */
export interface ExtendsDefinition extends InputOf<typeof extendedServiceFields> {}
export const extendedService: Named<typeof extendedServiceFields, ExtendsDefinition> = extendedServiceFields;

const healthcheckFields = struct({
  test: healthTest,
  timeout: duration,
  interval: duration,
  retries: setWhole,
  start_period: duration,
  start_interval: duration,
  disable: flag,
});
/** How a service tells that it is well. */
export interface HealthcheckDefinition extends InputOf<typeof healthcheckFields> {}
export const healthcheck: Named<typeof healthcheckFields, HealthcheckDefinition> = healthcheckFields;

const loggingFields = struct({ driver: text, options });
/** Where a service's output goes. */
export interface LoggingDefinition extends InputOf<typeof loggingFields> {}
export const logging: Named<typeof loggingFields, LoggingDefinition> = loggingFields;

const usedModelFields = struct({ endpoint_var: text, model_var: text }, { nullable: true });
/** The variables that tell a service of a model. */
export interface ServiceModelDefinition extends InputOf<typeof usedModelFields> {}
export const usedModel: Named<typeof usedModelFields, ServiceModelDefinition> = usedModelFields;
