CREATE TABLE IF NOT EXISTS anti_affinity_group (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 63),
    description text NOT NULL CHECK (char_length(description) <= 512),
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    project_id uuid NOT NULL,
    policy affinity_policy NOT NULL,
    failure_domain failure_domain NOT NULL
);
