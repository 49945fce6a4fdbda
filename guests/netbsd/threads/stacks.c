/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory of threads, one block each: an unmapped guard page, the stack that grows down to it,
 * the TLS block, struct thread. A stack overflow hits the guard page and ends the VM at once: no
 * stack frame of NetBSD's kernel is as large as a page. Some blocks of ended threads are kept for
 * new ones.
 */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <memory.h>

#include "internal.h"

#define GUARD_BYTES COS_PAGE_SIZE
/* of a block, without its guard; as large as NetBSD's own kernel stacks on this CPU */
#define KERNEL_BYTES 16384
#define CLIENT_BYTES 65536
#define KERNEL_KEPT  4 /* most blocks kept for later */
#define CLIENT_KEPT  1

/* The image's TLS segment, from the linker script; all zero without one. */
extern const uint8_t evm_tls_start[] __attribute__((weak)),
    evm_tls_file_bytes[] __attribute__((weak)), evm_tls_bytes[] __attribute__((weak)),
    evm_tls_align[] __attribute__((weak));

static struct kept {
    struct thread *first; /* linked by `next` */
    unsigned count;
    const unsigned most;
} kept[2] = {{.most = KERNEL_KEPT}, {.most = CLIENT_KEPT}};

static size_t block_bytes(unsigned flags)
{
    return flags & THREAD_CLIENT ? CLIENT_BYTES : KERNEL_BYTES;
}

static struct kept *kept_of(unsigned flags)
{
    return &kept[(flags & THREAD_CLIENT) != 0];
}

static uint64_t tls_align(void)
{
    return (uint64_t)evm_tls_align > sizeof(uint64_t) ? (uint64_t)evm_tls_align : sizeof(uint64_t);
}

/* The start of the TLS block that ends at the thread pointer. */
static uint64_t tls_start(uint64_t pointer)
{
    return (pointer - (uint64_t)evm_tls_bytes) & -tls_align();
}

/* Fills a TLS block that ends below `end`. Returns its thread pointer, and stores it there, too. */
static uint64_t tls_fill(uint64_t end)
{
    const uint64_t pointer = (end - sizeof(uint64_t)) & -tls_align();
    uint8_t *block = (uint8_t *)tls_start(pointer);

    memcpy(block, evm_tls_start, (size_t)evm_tls_file_bytes);
    memset(block + (size_t)evm_tls_file_bytes, 0,
           (size_t)evm_tls_bytes - (size_t)evm_tls_file_bytes);
    *(uint64_t *)pointer = pointer;
    return pointer;
}

/* The page's memory stays the VM's. */
bool stack_guard(const void *page)
{
    return cos_unmap(COS_SLOT_PT, (uint64_t)page, 1) == 1;
}

static void unguard(const uint8_t *page)
{
    const uint64_t number = ((uint64_t)page - cos_self()->rw_start) / COS_PAGE_SIZE;

    cos_map(COS_SLOT_PT, (uint64_t)page, COS_SLOT_REGION, number, COS_RIGHT_READ | COS_RIGHT_WRITE,
            1);
}

/* struct thread is the last part of its block. */
static void block_put(struct thread *thread)
{
    const size_t bytes = GUARD_BYTES + block_bytes(thread->flags);
    uint8_t *block = (uint8_t *)(thread + 1) - bytes;

    unguard(block);
    memory_put(block, bytes);
}

static struct thread *block_get(unsigned flags)
{
    const size_t bytes = GUARD_BYTES + block_bytes(flags);
    struct kept *blocks = kept_of(flags);
    struct thread *thread = blocks->first;
    uint8_t *block;

    if (thread != NULL) {
        blocks->first = thread->next;
        blocks->count--;
        return thread;
    }
    block = memory_get(bytes, COS_PAGE_SIZE);
    if (block == NULL || !stack_guard(block)) {
        memory_put(block, bytes);
        return NULL;
    }
    return (struct thread *)(block + bytes) - 1;
}

struct thread *stack_get(unsigned flags)
{
    struct thread *thread = block_get(flags);

    if (thread == NULL)
        return NULL;
    *thread = (struct thread){.flags = (uint16_t)flags, .stack_pointer = (uint64_t)thread};
    if ((size_t)evm_tls_bytes > 0) {
        thread->tls = tls_fill((uint64_t)thread);
        thread->stack_pointer = tls_start(thread->tls);
    }
    thread->stack_pointer &= -16;
    return thread;
}

void stack_put(struct thread *thread)
{
    struct kept *blocks = kept_of(thread->flags);

    if (thread->flags & THREAD_FIRST)
        return;
    if (blocks->count == blocks->most) { /* not the caller's own block, which it still uses for a
                                          * moment */
        struct thread *other = blocks->first;

        blocks->first = other->next;
        blocks->count--;
        block_put(other);
    }
    thread->next = blocks->first;
    blocks->first = thread;
    blocks->count++;
}

void stack_adopt(struct thread *thread)
{
    const size_t bytes = (size_t)evm_tls_bytes + 2 * tls_align();

    thread->flags |= THREAD_FIRST;
    if ((size_t)evm_tls_bytes > 0)
        thread->tls = tls_fill((uint64_t)memory_get(bytes, tls_align()) + bytes);
}
