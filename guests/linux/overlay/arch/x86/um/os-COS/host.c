// SPDX-License-Identifier: GPL-2.0
/* What the processor offers: address space, features, random numbers. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/pgtable.h>
#include <linux/string.h>
#include <asm/ldt.h>
#include <asm/page.h>
#include <asm/unistd.h>
#include <as-layout.h>
#include <os.h>
#include <rng.h>
#include "cos_um.h"

#define CPUID_RDRAND (1u << 30) /* leaf 1, ecx */
#define RDRAND_TRIES 10

long elf_aux_hwcap; /* what programs find as AT_HWCAP */

/* All of the lower half. The two pages above are where UML's stubs would go. */
unsigned long os_get_top_address(void)
{
    return ALIGN(COS_USER_TOP, PGDIR_SIZE) + 2 * PAGE_SIZE;
}

void os_early_checks(void)
{
    u32 eax = 1, ebx, ecx = 0, edx;

    asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    elf_aux_hwcap = edx;
    task_size = COS_USER_TOP; /* linux_main() takes a multiple of PGDIR_SIZE only; COS maps no last page */
}

static bool have_rdrand(void)
{
    u32 eax = 1, ebx, ecx = 0, edx;

    asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    return ecx & CPUID_RDRAND;
}

static bool rdrand(unsigned long *value)
{
    for (int i = 0; i < RDRAND_TRIES; i++) {
        bool ok;

        asm volatile("rdrand %0" : "=r"(*value), "=@ccc"(ok));
        if (ok)
            return true;
    }
    return false;
}

/* Processor's generator; without one, the time that memory accesses take, stirred. */
static unsigned long local_word(void)
{
    static int hardware = -1;
    static unsigned long pool;
    unsigned long value;

    if (hardware < 0)
        hardware = have_rdrand();
    if (hardware && rdrand(&value))
        return value;
    for (int i = 0; i < 64; i++)
        pool = (pool ^ cos_tsc()) * 0x9e3779b97f4a7c15ul, pool ^= pool >> 29;
    return pool;
}

/* The gate to the driver of the machine's source of entropy; 0: the manifest grants none. */
static unsigned long rng_gate(void)
{
    static const char kind[] = "rng:0=";
    static long gate = -1;
    const char *channel = NULL;

    if (gate < 0) {
        gate = 0;
        while ((channel = cos_blob_next("channels", channel)))
            if (strstarts(channel, kind))
                gate = simple_strtoul(channel + strlen(kind), NULL, 10);
    }
    return gate;
}

/* What the machine's source adds; nothing while its driver is not there, or has no more just now. */
static unsigned long machine_word(void)
{
    unsigned long out[3];

    return rng_gate() && cos_call(rng_gate(), RNG_WORD, 0, 0, 0, out) == 0 ? out[0] : 0;
}

/* Both together are worth no less than the better one. */
ssize_t os_getrandom(void *buf, size_t len, unsigned int flags)
{
    for (size_t done = 0; done < len; done += sizeof(long)) {
        unsigned long value = local_word() ^ machine_word();

        memcpy(buf + done, &value, min_t(size_t, len - done, sizeof value));
    }
    return len;
}

/*
 * UML's host system calls. Of them only modify_ldt is left, for reading what a new process inherits, and in "stubs" for
 * writing: processes have no LDT, so all that can be written is nothing.
 */
long syscall(long number, ...)
{
    return number == __NR_modify_ldt ? 0 : -ENOSYS;
}

long syscall_stub_data(struct mm_id *id, unsigned long *data, int count, void **addr, void **stub_addr)
{
    *stub_addr = data;
    return 0;
}

long run_syscall_stub(struct mm_id *id, int syscall, unsigned long *args, long expected, void **addr, int done)
{
    const struct user_desc *entry = (const struct user_desc *)args[1];

    return syscall == __NR_modify_ldt && !entry->base_addr && !entry->limit ? expected : -ENOSYS;
}
