CREATE TABLE IF NOT EXISTS physical_disk (
    id uuid PRIMARY KEY,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    vendor text NOT NULL,
    serial text NOT NULL,
    model text NOT NULL,
    variant physical_disk_kind NOT NULL,
    disk_policy physical_disk_policy NOT NULL,
    disk_state physical_disk_state NOT NULL,
    sled_id uuid NOT NULL
);
