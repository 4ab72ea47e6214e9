CREATE TABLE IF NOT EXISTS migration (
    id uuid PRIMARY KEY,
    instance_id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_deleted timestamptz,
    source_state migration_state NOT NULL,
    source_propolis_id uuid NOT NULL,
    source_gen int8 NOT NULL DEFAULT 1,
    time_source_updated timestamptz,
    target_state migration_state NOT NULL,
    target_propolis_id uuid NOT NULL,
    target_gen int8 NOT NULL DEFAULT 1,
    time_target_updated timestamptz
);
