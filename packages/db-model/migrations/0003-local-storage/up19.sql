CREATE TABLE IF NOT EXISTS disk (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 63),
    description text NOT NULL CHECK (char_length(description) <= 512),
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    project_id uuid NOT NULL,
    disk_type disk_type NOT NULL,
    disk_state disk_state NOT NULL,
    time_state_updated timestamptz NOT NULL,
    state_generation int8 NOT NULL,
    attach_instance_id uuid,
    slot int2 CHECK (slot BETWEEN 0 AND 11),
    -- Bytes, as is block_size.
    size int8 NOT NULL CHECK (size > 0),
    block_size int4 NOT NULL CHECK (block_size IN (512, 2048, 4096)),
    read_only bool NOT NULL DEFAULT false,
    image_id uuid,
    snapshot_id uuid,
    CONSTRAINT slot_only_if_attached CHECK (slot IS NULL OR attach_instance_id IS NOT NULL)
);
