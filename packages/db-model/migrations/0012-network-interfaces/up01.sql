-- How an instance is on a subnet.
CREATE TABLE IF NOT EXISTS network_interface (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 63),
    description text NOT NULL CHECK (char_length(description) <= 512),
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    instance_id uuid NOT NULL,
    subnet_id uuid NOT NULL,
    slot int2 NOT NULL CHECK (slot BETWEEN 0 AND 7),
    ip inet NOT NULL,
    mac text NOT NULL CHECK (char_length(mac) = 17),
    is_primary bool NOT NULL
);
