CREATE TYPE physical_disk_policy AS ENUM (
    'in_service',
    'expunged'
);
