/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The other side of the remote back end, played by the test: two VMs that answer component calls.
 * Each has files in memory; other system calls are answered by the test itself.
 */
#ifndef POSIX_VM_H
#define POSIX_VM_H

#include <netbsd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VM_FILES 8
#define VM_BYTES 65536 /* of a file, at most */
#define VM_NONE  (-1000)

struct vm {
    struct netbsd_link *link;
    size_t bytes;
    uint64_t session;
    int busy;      /* so many calls are answered by -COS_EAGAIN first */
    int64_t fails; /* this is what all component calls return; 0: none */
    struct vm_file {
        bool used;
        char name[32];
        unsigned char data[VM_BYTES];
        size_t size;
    } files[VM_FILES];
    struct {
        struct vm_file *file;
        size_t position;
    } open[16];
    unsigned calls;                       /* system calls made */
    size_t largest;                       /* transfer */
    uint64_t arguments[NETBSD_ARGUMENTS]; /* of the latest call */
    unsigned number;
    /* Answers calls that are not on files: the value, or minus an errno; VM_NONE: ENOSYS. */
    int64_t (*answer)(struct vm *vm, unsigned number, const uint64_t *arguments);
};

extern struct vm vms[2]; /* behind COS_SLOT_FILES and COS_SLOT_SOCKETS */

/* Starts anew: `links` (1 or 2) links of so many bytes each; with one, the slots lead to the first
 * VM. `slots`: a bit for each that is filled. */
void vm_start(unsigned links, size_t bytes, unsigned slots);

#define VM_LINK 8192 /* bytes of a link of vm_start_two(): the stage has not quite half of it */
/* Starts two, as a setup of a group of cmocka's. */
int vm_start_two(void **state);

/* Is [address, address + bytes) in the link, behind struct netbsd_link? */
bool vm_reaches(const struct vm *vm, uint64_t address, size_t bytes);

/* What has been printed to the console since vm_start(). */
extern char vm_console[4096];

/* How long the client has slept, in microseconds. */
extern uint64_t vm_slept;

#endif
