CREATE TABLE IF NOT EXISTS external_ip (
    id uuid PRIMARY KEY,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    project_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    -- What it leads to.
    instance_id uuid,
    kind external_ip_kind NOT NULL,
    ip inet NOT NULL,
    CONSTRAINT only_floating_without_instance CHECK (kind = 'floating' OR instance_id IS NOT NULL)
);
