CREATE TABLE IF NOT EXISTS vmm (
    id uuid PRIMARY KEY,
    time_created timestamptz NOT NULL,
    time_deleted timestamptz,
    instance_id uuid NOT NULL,
    time_state_updated timestamptz NOT NULL,
    state_generation int8 NOT NULL,
    sled_id uuid NOT NULL,
    propolis_ip inet NOT NULL,
    propolis_port int4 NOT NULL DEFAULT 12400 CHECK (propolis_port BETWEEN 0 AND 65535),
    state vmm_state NOT NULL,
    cpu_platform vmm_cpu_platform NOT NULL
);
