CREATE TABLE IF NOT EXISTS sled (
    id uuid PRIMARY KEY,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    rack_id uuid NOT NULL,
    serial_number text NOT NULL,
    part_number text NOT NULL,
    revision int8 NOT NULL,
    -- Where its sled agent listens.
    ip inet NOT NULL,
    port int4 NOT NULL CHECK (port BETWEEN 0 AND 65535),
    -- The last address of the sled that was given to a VMM.
    last_used_address inet NOT NULL,
    usable_hardware_threads int8 NOT NULL
        CHECK (usable_hardware_threads BETWEEN 0 AND 4294967295),
    -- Bytes, as is reservoir_size.
    usable_physical_ram int8 NOT NULL,
    reservoir_size int8 NOT NULL,
    cpu_family sled_cpu_family NOT NULL,
    sled_policy sled_policy NOT NULL,
    sled_state sled_state NOT NULL,
    -- Its VMMs are being moved away; nothing new is placed on it.
    evacuating bool NOT NULL DEFAULT false,
    sled_agent_gen int8 NOT NULL DEFAULT 1,
    CONSTRAINT reservoir_lt_usable_physical_ram CHECK (reservoir_size < usable_physical_ram)
);
