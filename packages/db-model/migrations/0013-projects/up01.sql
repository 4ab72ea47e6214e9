-- What holds instances, disks and groups, and who may see them.
CREATE TABLE IF NOT EXISTS project (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 63),
    description text NOT NULL CHECK (char_length(description) <= 512),
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    -- Who made it. Others may be members as well; names are unique among what one user made.
    owner_user_id uuid NOT NULL,
    -- Where instances that ask for no other network are: one for each version of IP.
    default_ipv4_subnet_id uuid NOT NULL,
    default_ipv6_subnet_id uuid NOT NULL
);
