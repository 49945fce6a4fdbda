// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's accesses to memory of the current process. UML's own ask only whether a page is
 * there: they read what PROT_NONE has closed, write to pages that are shared while there is no
 * memory for a copy, do not mark as changed what they write, and take any address for one below
 * TASK_SIZE. The linker sends Linux's calls here (--wrap).
 */
#include <linux/futex.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/futex.h>
#include <kern_util.h>
#include "cos_um.h"

#define TRIES 8 /* to get a page while memory is short: each may wait for some */

/* The process's rights. Whether its area lets it read is asked when the page is fetched. */
static bool permits(pte_t pte, bool write)
{
    return pte_present(pte) && (write ? pte_write(pte) : pte_read(pte));
}

/*
 * Later writes of the process to that page do not fault, so this one is all that tells of a change.
 */
static void mark_written(pte_t *pte)
{
    if (unlikely(!pte_dirty(*pte) || !pte_young(*pte)))
        set_pte(pte, pte_mkdirty(pte_mkyoung(*pte)));
}

/*
 * Where the kernel finds what is at `address` of the process; NULL: the process may not touch it.
 */
static void *reach(unsigned long address, bool write)
{
    pte_t *pte = likely(address < TASK_SIZE) ? virt_to_pte(current->mm, address) : NULL;
    int code;

    for (int tries = 0; unlikely(!pte || !permits(*pte, write)); tries++) {
        if (address >= TASK_SIZE || tries == TRIES || (tries && fatal_signal_pending(current)) ||
            handle_page_fault(address, 0, write, 1, &code))
            return NULL;
        pte = virt_to_pte(current->mm, address);
    }
    if (write)
        mark_written(pte);
    return page_address(pte_page(*pte)) + offset_in_page(address);
}

static unsigned long within_page(unsigned long address, unsigned long bytes)
{
    return min(bytes, PAGE_SIZE - offset_in_page(address));
}

typedef void access(void *place, void *other, unsigned long bytes);

/* Applies an access to each page's part of the process's memory, and of the kernel's at `other`.
 * Returns the bytes that are left. */
static __always_inline unsigned long each_page(const void __user *user, void *other,
                                               unsigned long bytes, bool write, access *apply)
{
    unsigned long address = (unsigned long)user;

    while (bytes) {
        unsigned long part = within_page(address, bytes);
        void *place = reach(address, write);

        if (unlikely(!place))
            break;
        apply(place, other, part);
        other += part;
        address += part;
        bytes -= part;
    }
    return bytes;
}

static __always_inline void copy_from(void *place, void *to, unsigned long bytes)
{
    memcpy(to, place, bytes);
}

static __always_inline void copy_to(void *place, void *from, unsigned long bytes)
{
    memcpy(place, from, bytes);
}

static __always_inline void clear(void *place, void *nothing, unsigned long bytes)
{
    memset(place, 0, bytes);
}

unsigned long __wrap_raw_copy_from_user(void *to, const void __user *from, unsigned long bytes)
{
    return each_page(from, to, bytes, false, copy_from);
}

unsigned long __wrap_raw_copy_to_user(void __user *to, const void *from, unsigned long bytes)
{
    return each_page(to, (void *)from, bytes, true, copy_to);
}

unsigned long __wrap___clear_user(void __user *to, unsigned long bytes)
{
    return each_page(to, NULL, bytes, true, clear);
}

/*
 * Length of a string, without its end; `most`: it is longer, or as long. It is copied if `to` is
 * not NULL, with its end if that is among the first `most` bytes. -EFAULT
 */
static long string(const char __user *from, long most, char *to)
{
    unsigned long address = (unsigned long)from;
    long done = 0;

    while (done < most) {
        unsigned long part = within_page(address + done, most - done), length;
        const char *place = reach(address + done, false);

        if (!place)
            return -EFAULT;
        length = strnlen(place, part);
        if (to)
            memcpy(to + done, place, min(length + 1, part));
        done += length;
        if (length < part)
            return done;
    }
    return done;
}

long __wrap_strncpy_from_user(char *to, const char __user *from, long most)
{
    return string(from, most, to);
}

/* With its end; more than `most`: it is longer; 0: it cannot be read. */
long __wrap_strnlen_user(const char __user *from, long most)
{
    long length = string(from, most, NULL);

    return length < 0 ? 0 : length + 1;
}

static u32 *futex(u32 __user *word)
{
    unsigned long address = (unsigned long)word;

    return address % sizeof *word ? NULL : reach(address, true);
}

/* Nothing else runs meanwhile. */
int __wrap_arch_futex_atomic_op_inuser(int op, u32 argument, int *before, u32 __user *word)
{
    u32 *place = futex(word), old;

    if (!place)
        return -EFAULT;
    old = *place;
    switch (op) {
    case FUTEX_OP_SET:
        *place = argument;
        break;
    case FUTEX_OP_ADD:
        *place += argument;
        break;
    case FUTEX_OP_OR:
        *place |= argument;
        break;
    case FUTEX_OP_ANDN:
        *place &= ~argument;
        break;
    case FUTEX_OP_XOR:
        *place ^= argument;
        break;
    default:
        return -ENOSYS;
    }
    *before = old;
    return 0;
}

int __wrap_futex_atomic_cmpxchg_inatomic(u32 *before, u32 __user *word, u32 expected, u32 value)
{
    u32 *place = futex(word);

    if (!place)
        return -EFAULT;
    *before = *place;
    if (*place == expected)
        *place = value;
    return 0;
}
