/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls: one stub for each operation of cos/operations.h, which says what they do, what they
 * need and which errors they return. Results are 0 or positive, or a negative COS_E*. Parameters
 * are in the order of the contract: slot, a0, ... (cos_call, of CALL: cos/trap.h). Pointers, which
 * may not be NULL, take extra results; they are written whatever the result.
 */
#ifndef COS_SYSCALL_H
#define COS_SYSCALL_H

#include <cos/abi.h>
#include <cos/entry.h>
#include <cos/trap.h>
#include <stdint.h>

/* ---- Events ---- */

COS_INLINE int64_t cos_signal(uint64_t endpoint)
{
    return cos_syscall2(COS_OP_SIGNAL, endpoint, 0, 0).result;
}

/* deadline: TSC ticks; 0 = only look; COS_FOREVER. */
COS_INLINE int64_t cos_wait(uint64_t endpoint, uint64_t deadline, uint64_t *events)
{
    struct cos_values out = cos_syscall2(COS_OP_WAIT, endpoint, deadline, 0);

    *events = out.v0;
    return out.result;
}

/* ---- Threads ---- */

/* v0 = cookie of the thread it concerns, v1 = deadline of its wait, v2 = cookie of a thread made
 * ready. */
COS_INLINE struct cos_values cos_dispatch(uint64_t thread, uint64_t deadline, uint64_t hand_off)
{
    return cos_syscall2(COS_OP_DISPATCH, thread, deadline, hand_off);
}

COS_INLINE struct cos_values cos_idle(uint64_t deadline)
{
    return cos_syscall2(COS_OP_IDLE, 0, deadline, 0);
}

COS_INLINE int64_t cos_thread_time(uint64_t thread, uint64_t *ticks)
{
    struct cos_values out = cos_syscall2(COS_OP_THREAD_TIME, thread, 0, 0);

    *ticks = out.v0;
    return out.result;
}

COS_INLINE int64_t cos_thread_wake(uint64_t thread, uint64_t error)
{
    return cos_syscall2(COS_OP_THREAD_WAKE, thread, error, 0).result;
}

COS_INLINE int64_t cos_thread_set(uint64_t thread, uint64_t cookie, uint64_t priority,
                                  uint64_t reported)
{
    return cos_syscall(COS_OP_THREAD_SET, thread, cookie, priority, reported, 0, 0, 0).result;
}

COS_INLINE int64_t cos_thread_signal(uint64_t thread, uint64_t events)
{
    return cos_syscall2(COS_OP_THREAD_SIGNAL, thread, events, 0).result;
}

COS_INLINE int64_t cos_dispatch_timer(uint64_t thread, uint64_t deadline)
{
    return cos_syscall2(COS_OP_DISPATCH_TIMER, thread, deadline, 0).result;
}

COS_INLINE int64_t cos_yield(void)
{
    return cos_syscall2(COS_OP_YIELD, 0, 0, 0).result;
}

COS_INLINE int64_t cos_thread_bind(uint64_t thread, uint64_t endpoint, uint64_t region,
                                   uint64_t page)
{
    return cos_syscall(COS_OP_THREAD_BIND, thread, endpoint, region, page, 0, 0, 0).result;
}

COS_INLINE int64_t cos_thread_read(uint64_t thread, unsigned reg, uint64_t *value)
{
    struct cos_values out = cos_syscall2(COS_OP_THREAD_READ, thread, reg, 0);

    *value = out.v0;
    return out.result;
}

/* v0 = value, v1 = sp. */
COS_INLINE struct cos_values cos_thread_inspect(uint64_t thread, uint64_t comp, uint64_t up,
                                                unsigned reg)
{
    return cos_syscall(COS_OP_THREAD_INSPECT, thread, comp, up, reg, 0, 0, 0);
}

COS_INLINE int64_t cos_thread_write(uint64_t thread, unsigned reg, uint64_t value)
{
    return cos_syscall2(COS_OP_THREAD_WRITE, thread, reg, value).result;
}

COS_INLINE int64_t cos_set_fsbase(uint64_t base)
{
    return cos_syscall2(COS_OP_SET_FSBASE, 0, base, 0).result;
}

COS_INLINE int64_t cos_vcpu_enter(uint64_t pagetable)
{
    return cos_syscall2(COS_OP_VCPU_ENTER, pagetable, 0, 0).result;
}

/* ---- Memory ---- */

COS_INLINE int64_t cos_map(uint64_t pagetable, uint64_t address, uint64_t region, uint64_t page,
                           uint64_t rights, uint64_t pages)
{
    return cos_syscall(COS_OP_MAP, pagetable, address, region, page, rights, pages, 0).result;
}

COS_INLINE int64_t cos_unmap(uint64_t pagetable, uint64_t address, uint64_t pages)
{
    return cos_syscall2(COS_OP_UNMAP, pagetable, address, pages).result;
}

COS_INLINE int64_t cos_pt_grow(uint64_t pagetable, uint64_t address, uint64_t region, uint64_t page)
{
    return cos_syscall(COS_OP_PT_GROW, pagetable, address, region, page, 0, 0, 0).result;
}

COS_INLINE int64_t cos_pt_write_back(uint64_t pagetable, uint64_t address)
{
    return cos_syscall2(COS_OP_PT_WRITE_BACK, pagetable, address, 0).result;
}

COS_INLINE int64_t cos_peek(uint64_t pagetable, uint64_t address, uint64_t *value)
{
    struct cos_values out = cos_syscall2(COS_OP_PEEK, pagetable, address, 0);

    *value = out.v0;
    return out.result;
}

COS_INLINE int64_t cos_zero(uint64_t region, uint64_t page)
{
    return cos_syscall2(COS_OP_ZERO, region, page, 0).result;
}

COS_INLINE int64_t cos_reclaim(uint64_t region, uint64_t page, uint64_t in_parts)
{
    return cos_syscall2(COS_OP_RECLAIM, region, page, in_parts).result;
}

COS_INLINE int64_t cos_region_derive(uint64_t region, uint64_t page, uint64_t pages,
                                     uint64_t rights, uint64_t free_slot, uint64_t object)
{
    return cos_syscall(COS_OP_REGION_DERIVE, region, page, pages, rights, free_slot, object, 0)
        .result;
}

/* v0 = COS_FRAME_*, v1 = mappings, v2 = physical address. */
COS_INLINE struct cos_values cos_region_info(uint64_t region, uint64_t page)
{
    return cos_syscall2(COS_OP_REGION_INFO, region, page, 0);
}

/* ---- Making objects ---- */

COS_INLINE int64_t cos_make_pagetable(uint64_t region, uint64_t page, uint64_t free_slot,
                                      uint64_t for_clients)
{
    return cos_syscall(COS_OP_MAKE_PAGETABLE, region, page, free_slot, for_clients, 0, 0, 0).result;
}

COS_INLINE int64_t cos_make_comp(uint64_t region, uint64_t page, uint64_t free_slot,
                                 uint64_t pagetable, uint64_t flags, uint64_t id)
{
    return cos_syscall(COS_OP_MAKE_COMP, region, page, free_slot, pagetable, flags, id, 0).result;
}

COS_INLINE int64_t cos_make_thread(uint64_t region, uint64_t page, uint64_t free_slot,
                                   uint64_t comp, uint64_t entry, uint64_t id, uint64_t argument)
{
    return cos_syscall(COS_OP_MAKE_THREAD, region, page, free_slot, comp, entry, id, argument)
        .result;
}

COS_INLINE int64_t cos_make_endpoints(uint64_t region, uint64_t page, uint64_t free_slot)
{
    return cos_syscall2(COS_OP_MAKE_ENDPOINTS, region, page, free_slot).result;
}

COS_INLINE int64_t cos_endpoint(uint64_t endpoints, uint64_t index, uint64_t free_slot,
                                uint64_t events, uint64_t rights)
{
    return cos_syscall(COS_OP_ENDPOINT, endpoints, index, free_slot, events, rights, 0, 0).result;
}

COS_INLINE int64_t cos_make_gate(uint64_t comp, uint64_t free_slot, uint64_t entry, uint64_t token)
{
    return cos_syscall(COS_OP_MAKE_GATE, comp, free_slot, entry, token, 0, 0, 0).result;
}

COS_INLINE int64_t cos_comp_fault(uint64_t comp, uint64_t gate, uint64_t endpoint)
{
    return cos_syscall2(COS_OP_COMP_FAULT, comp, gate, endpoint).result;
}

/* ---- Capability tables ---- */

COS_INLINE int64_t cos_cap_grow(uint64_t comp, uint64_t index, uint64_t region, uint64_t page)
{
    return cos_syscall(COS_OP_CAP_GROW, comp, index, region, page, 0, 0, 0).result;
}

COS_INLINE int64_t cos_cap_copy(uint64_t source, uint64_t comp, uint64_t free_slot, uint64_t rights,
                                uint64_t events)
{
    return cos_syscall(COS_OP_CAP_COPY, source, comp, free_slot, rights, events, 0, 0).result;
}

COS_INLINE int64_t cos_cap_drop(uint64_t comp, uint64_t slot)
{
    return cos_syscall2(COS_OP_CAP_DROP, comp, slot, 0).result;
}

COS_INLINE int64_t cos_revoke(uint64_t slot)
{
    return cos_syscall2(COS_OP_REVOKE, slot, 0, 0).result;
}

/* result = COS_CAP_*, v0 = rights, v1 and v2 by type. */
COS_INLINE struct cos_values cos_cap_info(uint64_t slot)
{
    return cos_syscall2(COS_OP_CAP_INFO, slot, 0, 0);
}

COS_INLINE int64_t cos_comp_kill(uint64_t comp)
{
    return cos_syscall2(COS_OP_COMP_KILL, comp, 0, 0).result;
}

/* ---- Devices ---- */

COS_INLINE int64_t cos_port_in(uint64_t ports, unsigned port, unsigned width, uint64_t *value)
{
    struct cos_values out = cos_syscall2(COS_OP_PORT_IN, ports, port, width);

    *value = out.v0;
    return out.result;
}

COS_INLINE int64_t cos_port_out(uint64_t ports, unsigned port, unsigned width, uint64_t value)
{
    return cos_syscall(COS_OP_PORT_OUT, ports, port, width, value, 0, 0, 0).result;
}

COS_INLINE int64_t cos_io_derive(uint64_t source, uint64_t free_slot, uint64_t first, uint64_t last)
{
    return cos_syscall(COS_OP_IO_DERIVE, source, free_slot, first, last, 0, 0, 0).result;
}

COS_INLINE int64_t cos_irq_bind(uint64_t irq, uint64_t endpoint)
{
    return cos_syscall2(COS_OP_IRQ_BIND, irq, endpoint, 0).result;
}

COS_INLINE int64_t cos_irq_ack(uint64_t irq)
{
    return cos_syscall2(COS_OP_IRQ_ACK, irq, 0, 0).result;
}

/* Returns the lines that have stormed, if `irq` is COS_IRQ_STORMS. */
COS_INLINE uint64_t cos_irq_storms(uint64_t irq)
{
    struct cos_values out = cos_syscall2(COS_OP_IRQ_ACK, irq, 0, 0);

    return out.result == 0 ? out.v0 : 0;
}

COS_INLINE int64_t cos_irq_msi(uint64_t irq, uint64_t *address, uint32_t *data)
{
    struct cos_values out = cos_syscall2(COS_OP_IRQ_MSI, irq, 0, 0);

    *address = out.v0;
    *data = (uint32_t)out.v1;
    return out.result;
}

#endif
