-- What the members of a group share, or do not.
CREATE TYPE failure_domain AS ENUM (
    'sled'
);
