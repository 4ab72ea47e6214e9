-- What has become of a sled. decommissioned is for good.
CREATE TYPE sled_state AS ENUM (
    'active',
    'decommissioned'
);
