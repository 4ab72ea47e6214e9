-- One pool on each physical disk. total_size is what the latest inventory says, and null before the first.
CREATE TABLE IF NOT EXISTS zpool (
    id uuid PRIMARY KEY,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    sled_id uuid NOT NULL,
    physical_disk_id uuid NOT NULL,
    -- Bytes that are kept for the control plane itself.
    control_plane_storage_buffer int8 NOT NULL,
    total_size int8
);
