-- What operators want of a sled.
CREATE TYPE sled_policy AS ENUM (
    'in_service',
    'no_provision',
    'expunged'
);
