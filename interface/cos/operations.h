/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of kernel operations, their only definition: the kernel's dispatch table, the words for
 * denials, the tests and the reference in docs/kernel-abi.md are generated from it or checked
 * against it. A file that needs a column defines COS_OPERATION and includes this file; abi.h does
 * so for the numbers.
 *
 * COS_OPERATION(name, function, slot, right, caller, arguments, results, errors ...)
 *     slot       the type of capability that the slot must hold, or COS_CAP_ANY, _IGNORED or
 *                _OPTIONAL; with COS_CAP_OR_SELF, slot 0 means the calling thread
 *     right      that the capability must have, 0: none
 *     caller     COS_BY_*: the components that may use the operation
 *     arguments  a0, a1, ... in this order
 *     results    values after the result itself: v0, v1, v2
 *     errors     all but COS_EDENIED and COS_ENOSYS
 *
 * An operation returns COS_EDENIED if the slot does not hold what the table demands, if the caller
 * may not use it, or if a slot that an argument names does not hold what the operation needs.
 * Operations that demand neither a capability nor a caller never return it.
 */
#ifndef COS_OPERATION
#define COS_OPERATION(...)
#endif

/* clang-format off */

/* ---- Component calls ------------------------------------------------------------------------- */

/* Calls through a gate; the thread migrates into the gate's component. The callee gets a0 to a3,
 * the gate's token and the id of the thread; no stack; all other registers are 0. The callee sets
 * the result. EDEPTH: the thread's call stack is full. EDEAD: the callee ended before it
 * returned. */
#define COS_OP_CALL 0
COS_OPERATION(CALL, call, COS_CAP_GATE, 0, COS_BY_ANY,
              "a0, a1, a2, a3", "as the callee returns", COS_EDEPTH, COS_EDEAD)

/* Returns from a component call: result, v0 and v1 become those of the caller. At the bottom of its
 * call stack the thread ends (COS_CAUSE_EXITED). In a fault handler the result is COS_RESUME or
 * COS_UNWIND. */
#define COS_OP_RETURN 1
COS_OPERATION(RETURN, return, COS_CAP_IGNORED, 0, COS_BY_ANY, "result, v0, v1", "", 0)

/* ---- Events ---------------------------------------------------------------------------------- */

/* Adds the capability's event bits to the endpoint and wakes its waiter. */
#define COS_OP_SIGNAL 2
COS_OPERATION(SIGNAL, signal, COS_CAP_ENDPOINT, COS_RIGHT_SIGNAL, COS_BY_ANY, "", "", 0)

/* Waits until the endpoint has event bits, takes and clears them. deadline: TSC ticks; 0: the
 * operation returns EAGAIN at once if there are none; COS_FOREVER. EBUSY: another thread waits
 * there. EINVAL: no thread has dispatched this one, so none could run instead. EDEAD: the endpoint
 * ended meanwhile. ETIMEDOUT: the deadline passed; the scheduler reports that by THREAD_WAKE. */
#define COS_OP_WAIT 3
COS_OPERATION(WAIT, wait, COS_CAP_ENDPOINT, COS_RIGHT_WAIT, COS_BY_ANY, "deadline", "events",
              COS_EAGAIN, COS_EBUSY, COS_EINVAL, COS_EDEAD, COS_ETIMEDOUT)

/* ---- Threads: for schedulers ----------------------------------------------------------------- */

/* Runs the thread until something happens. deadline: TSC ticks, after which control comes back, or
 * COS_FOREVER. hand_off: 0 for none, or a minimum priority: when the running thread waits without a
 * deadline, and events have meanwhile made exactly one thread ready, of at least that priority and
 * from a wait without a deadline, that thread runs next under the same dispatch, unless THREAD_SET
 * made it a reported one. (The scheduler would choose it, so the kernel need not ask. The cookie
 * tells which thread ran last; the others wait.) The result is COS_CAUSE_*. cookie: of the thread
 * that it concerns; wait_deadline: of its wait (COS_CAUSE_BLOCKED); woken: cookie of the most
 * urgent thread that an event has made ready, 0: none. While such threads of at least its priority
 * are queued, a dispatch ends at once with COS_CAUSE_WOKEN, so nothing is lost between a decision
 * and its dispatch. EBUSY: the thread cannot run. EDEPTH: COS_DISPATCH_DEPTH nested schedulers run
 * already. */
#define COS_OP_DISPATCH 4
COS_OPERATION(DISPATCH, dispatch, COS_CAP_THREAD, COS_RIGHT_EXEC, COS_BY_SCHEDULERS,
              "deadline, hand_off", "cookie, wait_deadline, woken", COS_EBUSY, COS_EDEPTH)

/* As DISPATCH with no thread to run: handles the interrupts that are pending, then halts the CPU
 * until one comes, unless a thread that it dispatched has been woken or the deadline is over. */
#define COS_OP_IDLE 5
COS_OPERATION(IDLE, idle, COS_CAP_IGNORED, 0, COS_BY_SCHEDULERS,
              "deadline", "cookie, wait_deadline, woken", 0)

/* Ends the thread's wait with that error as its result, 0 to 255. EBUSY: it does not wait. */
#define COS_OP_THREAD_WAKE 6
COS_OPERATION(THREAD_WAKE, thread_wake, COS_CAP_THREAD, COS_RIGHT_EXEC, COS_BY_ANY,
              "error", "", COS_EINVAL, COS_EBUSY)

/* cookie: what a dispatch reports; priority: 0 (least) to 255. An event for a thread of higher
 * priority than the running one, or for one with COS_REPORTED_FIRST, returns control to the
 * scheduler at once. reported: COS_REPORTED_*. */
#define COS_OP_THREAD_SET 7
COS_OPERATION(THREAD_SET, thread_set, COS_CAP_THREAD, COS_RIGHT_EXEC, COS_BY_SCHEDULERS,
              "cookie, priority, reported", "", COS_EINVAL)

/* Adds event bits to the endpoint that the thread is bound to. ENOENT: it is bound to none. */
#define COS_OP_THREAD_SIGNAL 8
COS_OPERATION(THREAD_SIGNAL, thread_signal, COS_CAP_THREAD, COS_RIGHT_EXEC, COS_BY_ANY,
              "events", "", COS_ENOENT)

/* TSC ticks that the thread has run. */
#define COS_OP_THREAD_TIME 9
COS_OPERATION(THREAD_TIME, thread_time, COS_CAP_THREAD, COS_RIGHT_EXEC, COS_BY_ANY,
              "", "ticks", 0)

/* Makes the deadline of the dispatch in progress of the calling thread earlier, never later.
 * EINVAL: the slot holds another thread than the calling one, or no thread has dispatched it. */
#define COS_OP_DISPATCH_TIMER 10
COS_OPERATION(DISPATCH_TIMER, dispatch_timer, COS_CAP_THREAD, COS_RIGHT_EXEC, COS_BY_ANY,
              "deadline", "", COS_EINVAL)

/* Gives up the CPU to the scheduler. */
#define COS_OP_YIELD 11
COS_OPERATION(YIELD, yield, COS_CAP_IGNORED, 0, COS_BY_ANY, "", "", 0)

/* ---- Threads: for their owners --------------------------------------------------------------- */

/* Binds the thread to an endpoint (WAIT): events there end a vCPU entry and cause upcalls. region
 * (WRITE) and page: the vCPU page, shared with the component that the thread started in; region 0:
 * no such page. EINVAL: the page is not RAM of the region, or is a kernel object. EBUSY: the page
 * is executable somewhere, the endpoint is bound to another thread, or the thread waits or is in a
 * client. */
#define COS_OP_THREAD_BIND 12
COS_OPERATION(THREAD_BIND, thread_bind, COS_CAP_THREAD, COS_RIGHT_MANAGE, COS_BY_ANY,
              "endpoint, region, page", "", COS_EINVAL, COS_EBUSY)

/* Reads and writes a register (COS_REG_*) at the thread's latest fault; slot 0: of the calling
 * thread, in the fault handler. By capability, only a fault of the component that the thread
 * started in can be read or repaired, else EDENIED. EINVAL: no such register, one that cannot be
 * written, or an instruction pointer beyond COS_USER_TOP. ENOENT: the thread is in no fault. EBUSY:
 * the thread runs. */
#define COS_OP_THREAD_READ 13
COS_OPERATION(THREAD_READ, thread_read, COS_CAP_THREAD | COS_CAP_OR_SELF, COS_RIGHT_READ,
              COS_BY_ANY, "reg", "value", COS_EINVAL, COS_ENOENT, COS_EBUSY)
#define COS_OP_THREAD_WRITE 14
COS_OPERATION(THREAD_WRITE, thread_write, COS_CAP_THREAD | COS_CAP_OR_SELF, COS_RIGHT_WRITE,
              COS_BY_ANY, "reg, value", "", COS_EINVAL, COS_ENOENT, COS_EBUSY)

/* Sets the FS base of the calling thread while it is in this component, below COS_USER_TOP. Calls
 * from here keep it, calls into here begin with 0; after VCPU_ENTER it is the client's. */
#define COS_OP_SET_FSBASE 15
COS_OPERATION(SET_FSBASE, set_fsbase, COS_CAP_IGNORED, 0, COS_BY_FPU, "base", "", COS_EINVAL)

/* Enters a client, whose page table was made for clients, with the registers of the vCPU page. The
 * result is the cause that ended the entry, COS_FAULT_* or COS_EXIT_*, as in the vCPU page. EINVAL:
 * the thread has no vCPU page, is not in the component that it started in, or the table was made
 * for components. */
#define COS_OP_VCPU_ENTER 16
COS_OPERATION(VCPU_ENTER, vcpu_enter, COS_CAP_PAGETABLE, COS_RIGHT_WRITE, COS_BY_ANY,
              "", "", COS_EINVAL)

/* ---- Memory ---------------------------------------------------------------------------------- */

/* Maps pages of a region from `address` on, 1 to COS_MAP_BATCH, with COS_RIGHT_READ and perhaps
 * WRITE or EXEC: no more than the region has; both only in a client's table. Pages mapped there
 * before are replaced. No frame is writable in one component's table and executable in another or
 * the same one's at a time; clients' tables do not count. The result is the number of pages mapped:
 * fewer than wanted where a page-table node is missing, or the frame is a kernel object, has 2^31
 * mappings, or is writable or executable elsewhere; if that holds for the first page, the errors
 * are ENOENT, EINVAL and EBUSY. EINVAL also: an argument is out of range. No stale translation
 * remains on return. */
#define COS_OP_MAP 17
COS_OPERATION(MAP, map, COS_CAP_PAGETABLE, COS_RIGHT_WRITE, COS_BY_ANY,
              "address, region, page, rights, pages", "", COS_EINVAL, COS_ENOENT, COS_EBUSY)

/* Unmaps pages, 1 to COS_MAP_BATCH. The result is the number of those that were mapped. */
#define COS_OP_UNMAP 18
COS_OPERATION(UNMAP, unmap, COS_CAP_PAGETABLE, COS_RIGHT_WRITE, COS_BY_ANY,
              "address, pages", "", COS_EINVAL)

/* Donates a page of a region (MAKE) as the next missing page-table node on the way to the address.
 * The result is the level made, 3 to 1. EEXIST: no node is missing. */
#define COS_OP_PT_GROW 19
COS_OPERATION(PT_GROW, pt_grow, COS_CAP_PAGETABLE, COS_RIGHT_WRITE, COS_BY_ANY,
              "address, region, page", "", COS_EINVAL, COS_EBUSY, COS_EEXIST)

/* Writes the page-table nodes on the way to the address back from the CPU's caches to memory, for
 * an IOMMU that reads them there. */
#define COS_OP_PT_WRITE_BACK 20
COS_OPERATION(PT_WRITE_BACK, pt_write_back, COS_CAP_PAGETABLE, COS_RIGHT_WRITE, COS_BY_ANY,
              "address", "", COS_EINVAL)

/* Reads the 8 bytes at an address, which is a multiple of 8. For debuggers. ENOENT: no RAM is
 * mapped there. */
#define COS_OP_PEEK 21
COS_OPERATION(PEEK, peek, COS_CAP_PAGETABLE, COS_RIGHT_READ, COS_BY_ANY,
              "address", "value", COS_EINVAL, COS_ENOENT)

/* Clears a page. EBUSY: it is a kernel object. */
#define COS_OP_ZERO 22
COS_OPERATION(ZERO, zero, COS_CAP_REGION, COS_RIGHT_MAKE, COS_BY_ANY, "page", "",
              COS_EINVAL, COS_EBUSY)

/* Takes back a page donated for a kernel object: the object ends, all capabilities to it are void
 * at once, a page-table or capability node leaves its parent, the page is cleared. A page that is
 * no object is left as it is. EBUSY: the page is mapped somewhere; the object is in use (running
 * thread, page table of a component); or it is a thread in a living component other than its own,
 * or one that will return there: it must come back first. in_parts: 0: at once, though interrupts
 * may come meanwhile; 1: EAGAIN after each 64 entries of a page-table node, until it has ended. */
#define COS_OP_RECLAIM 23
COS_OPERATION(RECLAIM, reclaim, COS_CAP_REGION, COS_RIGHT_MAKE, COS_BY_ANY, "page, in_parts", "",
              COS_EINVAL, COS_EBUSY, COS_EAGAIN)

/* Makes a capability to a part of the region. object: slot of an object, whose end makes the new
 * capability void, or 0. EINVAL: the part exceeds the region; or the region, on whose object the
 * new capability depends, too, depends on another object already; or `object` names none. */
#define COS_OP_REGION_DERIVE 24
COS_OPERATION(REGION_DERIVE, region_derive, COS_CAP_REGION, 0, COS_BY_ANY,
              "page, pages, rights, free_slot, object", "", COS_ENOENT, COS_EEXIST, COS_EINVAL)

/* Reports on a page: COS_FRAME_*, number of mappings, and physical address (only with MANAGE, else
 * 0). */
#define COS_OP_REGION_INFO 25
COS_OPERATION(REGION_INFO, region_info, COS_CAP_REGION, 0, COS_BY_ANY,
              "page", "frame, mappings, physical", COS_EINVAL)

/* ---- Objects: made of a page that is mapped nowhere and is no object (else EBUSY) ------------ */

/* for_clients: 0 for a component's page table, 1 for that of vCPU clients. */
#define COS_OP_MAKE_PAGETABLE 26
COS_OPERATION(MAKE_PAGETABLE, make_pagetable, COS_CAP_REGION, COS_RIGHT_MAKE, COS_BY_ANY,
              "page, free_slot, for_clients", "", COS_EINVAL, COS_EBUSY, COS_ENOENT, COS_EEXIST)

/* A component with that page table (WRITE), COS_COMP_* and an id of 32 bits, which CAP_INFO
 * reports. Only schedulers may give COS_COMP_NOINTR and COS_COMP_ROOT, else EDENIED. */
#define COS_OP_MAKE_COMP 27
COS_OPERATION(MAKE_COMP, make_comp, COS_CAP_REGION, COS_RIGHT_MAKE, COS_BY_ANY,
              "page, free_slot, pagetable, flags, id", "",
              COS_EINVAL, COS_EBUSY, COS_ENOENT, COS_EEXIST)

/* A thread of a component (MANAGE), with an id of 32 bits, which callees see. It starts at the
 * entry with the argument; all other registers are 0. */
#define COS_OP_MAKE_THREAD 28
COS_OPERATION(MAKE_THREAD, make_thread, COS_CAP_REGION, COS_RIGHT_MAKE, COS_BY_ANY,
              "page, free_slot, comp, entry, id, argument", "",
              COS_EINVAL, COS_EBUSY, COS_ENOENT, COS_EEXIST)

/* COS_ENDPOINTS endpoints. The capability names the first one with all event bits; ENDPOINT makes
 * those to the others. */
#define COS_OP_MAKE_ENDPOINTS 29
COS_OPERATION(MAKE_ENDPOINTS, make_endpoints, COS_CAP_REGION, COS_RIGHT_MAKE, COS_BY_ANY,
              "page, free_slot", "", COS_EINVAL, COS_EBUSY, COS_ENOENT, COS_EEXIST)

/* A capability to the endpoint with that index of the page, with no more event bits and rights than
 * the old one. EDENIED: the old one is not for the whole page, but for another endpoint. */
#define COS_OP_ENDPOINT 30
COS_OPERATION(ENDPOINT, endpoint, COS_CAP_ENDPOINT, COS_RIGHT_MANAGE, COS_BY_ANY,
              "index, free_slot, events, rights", "", COS_ENOENT, COS_EEXIST, COS_EINVAL)

/* A gate into the component. EDENIED also: the component has ended. */
#define COS_OP_MAKE_GATE 31
COS_OPERATION(MAKE_GATE, make_gate, COS_CAP_COMP, COS_RIGHT_MANAGE, COS_BY_ANY,
              "free_slot, entry, token", "", COS_ENOENT, COS_EEXIST, COS_EINVAL)

/* The gate becomes the component's fault gate. endpoint (SIGNAL): gets the capability's bits when a
 * fault has ended the component; 0: as before. Only root components may replace an endpoint, else
 * EDENIED. */
#define COS_OP_COMP_FAULT 32
COS_OPERATION(COMP_FAULT, comp_fault, COS_CAP_COMP, COS_RIGHT_MANAGE, COS_BY_ANY,
              "gate, endpoint", "", 0)

/* Ends the component: no thread enters it or stays; all capabilities to it are void, but the
 * caller's own slot, through which its table can still be read and its frames found. RECLAIM gives
 * the memory back. */
#define COS_OP_COMP_KILL 33
COS_OPERATION(COMP_KILL, comp_kill, COS_CAP_COMP, COS_RIGHT_MANAGE, COS_BY_ANY, "", "", 0)

/* ---- Capability tables ----------------------------------------------------------------------- */

/* Donates a page of a region (MAKE) as the node of the component's table for the slot `index`. */
#define COS_OP_CAP_GROW 34
COS_OPERATION(CAP_GROW, cap_grow, COS_CAP_COMP, COS_RIGHT_MANAGE, COS_BY_ANY,
              "index, region, page", "", COS_EINVAL, COS_EBUSY, COS_EEXIST)

/* Copies the capability into a free slot of the component's table (MANAGE), with these of its
 * rights and, of an endpoint, these of its event bits. */
#define COS_OP_CAP_COPY 35
COS_OPERATION(CAP_COPY, cap_copy, COS_CAP_ANY, 0, COS_BY_ANY,
              "comp, free_slot, rights, events", "", COS_ENOENT, COS_EEXIST)

/* Empties a slot of the component's table, also one that is empty. */
#define COS_OP_CAP_DROP 36
COS_OPERATION(CAP_DROP, cap_drop, COS_CAP_COMP, COS_RIGHT_MANAGE, COS_BY_ANY, "slot", "", 0)

/* Voids every other capability to the object, gates into it if it is a component. EINVAL: a
 * capability to no object, a gate, or a thread: its scheduler must be able to run it while it is in
 * components of others. */
#define COS_OP_REVOKE 37
COS_OPERATION(REVOKE, revoke, COS_CAP_ANY, COS_RIGHT_MANAGE, COS_BY_ANY, "", "", COS_EINVAL)

/* The result is the type in the slot, COS_CAP_NONE if nothing valid is there. first and second: of
 * a region, its pages; of ports and lines, first and last; of a component or thread, its id; else
 * 0. */
#define COS_OP_CAP_INFO 38
COS_OPERATION(CAP_INFO, cap_info, COS_CAP_OPTIONAL, 0, COS_BY_ANY, "", "rights, first, second", 0)

/* ---- Devices --------------------------------------------------------------------------------- */

/* Reads and writes an I/O port of 1, 2 or 4 bytes. PORT_OUT with the width COS_PORT_BYTES writes
 * the eight bytes of the value one after the other, the lowest first, to a port of 1 byte. EDENIED
 * also: the port is not in the range. */
#define COS_OP_PORT_IN 39
COS_OPERATION(PORT_IN, port_in, COS_CAP_PORTS, 0, COS_BY_ANY, "port, width", "value", 0)
#define COS_OP_PORT_OUT 40
COS_OPERATION(PORT_OUT, port_out, COS_CAP_PORTS, 0, COS_BY_ANY, "port, width, value", "", 0)

/* Makes a capability to a part of a range of ports or interrupt lines; EDENIED: the slot holds
 * neither. */
#define COS_OP_IO_DERIVE 41
COS_OPERATION(IO_DERIVE, io_derive, COS_CAP_ANY, 0, COS_BY_ANY, "free_slot, first, last", "",
              COS_ENOENT, COS_EEXIST, COS_EINVAL)

/* Each interrupt of the line adds the bits of the endpoint (SIGNAL) from now on. After an
 * interrupt, a line of the interrupt controllers stays masked until IRQ_ACK; a message-signalled
 * one is never masked, and IRQ_ACK of it has no effect. But IRQ_ACK of COS_IRQ_STORMS returns which
 * lines have stormed since the last one: bit n: line COS_IRQ_MSI + n. (0 for other lines.) EINVAL:
 * more than one line. */
#define COS_OP_IRQ_BIND 42
COS_OPERATION(IRQ_BIND, irq_bind, COS_CAP_IRQ, 0, COS_BY_ANY, "endpoint", "", COS_EINVAL)
#define COS_OP_IRQ_ACK 43
COS_OPERATION(IRQ_ACK, irq_ack, COS_CAP_IRQ, 0, COS_BY_ANY, "", "storms", COS_EINVAL)

/* Reports the 32-bit write by which a device raises a message-signalled line. EINVAL: it is another
 * kind of line, or more than one. */
#define COS_OP_IRQ_MSI 44
COS_OPERATION(IRQ_MSI, irq_msi, COS_CAP_IRQ, 0, COS_BY_ANY, "", "address, data", COS_EINVAL)

/* What a thread does that does not run, for debuggers. up 0: value is a register (COS_REG_*) where
 * it goes on in component `comp` (MANAGE); if it is in a client, its entry there ends first, as by
 * an event. up n: value and sp are where it goes on in that component once n calls have returned;
 * value 0: it handles a fault there. The result is COS_INSPECTED_*. EINVAL: no such register.
 * ENOENT: it has ended, or has fewer calls in progress. EBUSY: it runs. EDENIED: that part of it is
 * in another component, or in one that has ended. */
#define COS_OP_THREAD_INSPECT 45
COS_OPERATION(THREAD_INSPECT, thread_inspect, COS_CAP_THREAD, COS_RIGHT_READ, COS_BY_ANY,
              "comp, up, reg", "value, sp", COS_EINVAL, COS_ENOENT, COS_EBUSY)

#define COS_OPS 46

/* clang-format on */

#undef COS_OPERATION
