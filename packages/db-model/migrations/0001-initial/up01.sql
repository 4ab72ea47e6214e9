-- What the control plane has made of an instance. Whether it runs is said by its VMM.
CREATE TYPE instance_state AS ENUM (
    'creating',
    'no_vmm',
    'vmm',
    'failed',
    'destroyed'
);
