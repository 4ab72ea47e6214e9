CREATE TYPE vmm_state AS ENUM (
    'creating',
    'starting',
    'running',
    'stopping',
    'stopped',
    'rebooting',
    'migrating',
    'failed',
    'destroyed',
    'saga_unwound'
);
