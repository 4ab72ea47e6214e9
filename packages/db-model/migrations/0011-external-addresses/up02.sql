-- Addresses that a pool has to give, both ends included.
CREATE TABLE IF NOT EXISTS ip_pool_range (
    id uuid PRIMARY KEY,
    pool_id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    first_address inet NOT NULL,
    last_address inet NOT NULL,
    CONSTRAINT range_has_addresses CHECK (
        family(first_address) = family(last_address) AND first_address <= last_address
    )
);
