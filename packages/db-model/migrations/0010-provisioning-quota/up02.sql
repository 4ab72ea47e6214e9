-- What an instance was charged for. It is there while it is charged, so nobody pays twice, and what is given back is
-- what was taken.
CREATE TABLE IF NOT EXISTS virtual_provisioning_resource (
    -- The instance.
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    cpus int8 NOT NULL CHECK (cpus >= 0),
    ram int8 NOT NULL CHECK (ram >= 0)
);
