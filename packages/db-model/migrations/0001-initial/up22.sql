-- What a VMM takes of its sled. The id is the VMM's. instance_id is null in reservations of sagas older than the
-- column.
CREATE TABLE IF NOT EXISTS sled_resource_vmm (
    id uuid PRIMARY KEY,
    sled_id uuid NOT NULL,
    hardware_threads int8 NOT NULL,
    -- Bytes, as is reservoir_ram.
    rss_ram int8 NOT NULL,
    reservoir_ram int8 NOT NULL,
    instance_id uuid
);
