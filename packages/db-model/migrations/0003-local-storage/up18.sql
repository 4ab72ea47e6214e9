CREATE TYPE disk_state AS ENUM (
    'creating',
    'detached',
    'attaching',
    'attached',
    'detaching',
    'faulted',
    'destroyed'
);
