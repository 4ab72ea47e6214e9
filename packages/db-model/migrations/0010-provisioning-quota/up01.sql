-- What the running instances of a project take together, and how much they may. No row: nothing yet, and no limit.
-- A limit may be set below what is taken already; then nothing more is given.
CREATE TABLE IF NOT EXISTS virtual_provisioning_collection (
    -- The project.
    id uuid PRIMARY KEY,
    cpus_provisioned int8 NOT NULL DEFAULT 0 CHECK (cpus_provisioned >= 0),
    ram_provisioned int8 NOT NULL DEFAULT 0 CHECK (ram_provisioned >= 0),
    -- Null: no limit.
    cpus_limit int8 CHECK (cpus_limit >= 0),
    ram_limit int8 CHECK (ram_limit >= 0)
);
