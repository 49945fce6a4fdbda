/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel refuses every operation of the table on an empty slot, on a capability of another
 * type, on one without the right that it needs, and to a component that may not call it. Ports,
 * interrupt lines and memory that the manifest does not grant are out of reach. A strict component
 * faults instead. */
#include <cos/entry.h>

#include "check.h"
#include "domain.h"
#include "snippet.h"

#define EMPTY_SLOT  63
#define BEYOND_SLOT COS_SLOTS
#define NO_NODE     (COS_SLOTS - 1)

static const struct operation {
    const char *name;
    uint8_t op, slot, right, caller;
} operations[] = {
#define COS_OPERATION(name, function, slot, right, caller, ...) \
    {#function, COS_OP_##name, slot, right, caller},
#include <cos/operations.h>
};

static struct domain domain;
static struct {
    uint64_t cause, address, code;
} seen;

COS_ENTRY(fault_gate, record);
extern const uint8_t fault_gate[];

struct cos_result record(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip,
                         uint64_t token, uint64_t thread)
{
    (void)ip;
    (void)token;
    (void)thread;
    seen.cause = cause;
    seen.address = address;
    seen.code = code;
    return (struct cos_result){.value = COS_UNWIND};
}

/* The arguments, all 1, are valid, or the kernel checks them only after the capability. A call
 * destroys registers, which are of no use here. */
static int64_t attempt(unsigned op, uint64_t slot)
{
    if (op == COS_OP_CALL)
        return cos_call(slot, 0, 0, 0, 0).value;
    return cos_syscall(op, slot, 0, 0, 0, 0, 0, 0).result;
}

/* Returns a capability of this component for each type that the manifest gives. */
static uint64_t slot_of(unsigned type)
{
    static const uint8_t slots[] = {
        [COS_CAP_GATE] = COS_SLOT_CONSOLE,  [COS_CAP_COMP] = COS_SLOT_COMP,
        [COS_CAP_THREAD] = COS_SLOT_THREAD, [COS_CAP_ENDPOINT] = COS_SLOT_ENDPOINT,
        [COS_CAP_PAGETABLE] = COS_SLOT_PT,  [COS_CAP_REGION] = COS_SLOT_REGION,
        [COS_CAP_PORTS] = COS_SLOT_PORTS,   [COS_CAP_IRQ] = COS_SLOT_IRQ,
    };

    return slots[type];
}

static unsigned type_of(const struct operation *o)
{
    return o->slot % COS_CAP_ANY;
}

static void check_types(const struct operation *o)
{
    bool denied = true;

    for (unsigned type = COS_CAP_GATE; type <= COS_CAP_IRQ && type_of(o) != COS_CAP_NONE; type++)
        if (type != type_of(o))
            denied &= attempt(o->op, slot_of(type)) == -COS_EDENIED;
    check(denied && attempt(o->op, EMPTY_SLOT) == -COS_EDENIED &&
              attempt(o->op, NO_NODE) == -COS_EDENIED &&
              attempt(o->op, BEYOND_SLOT) == -COS_EDENIED &&
              attempt(o->op, 0xffffff) == -COS_EDENIED,
          "%s: empty slots and other types are refused", o->name);
}

static void check_right(const struct operation *o)
{
    uint64_t slot = slot_take();
    unsigned type = type_of(o) != COS_CAP_NONE ? type_of(o) : COS_CAP_ENDPOINT;
    int64_t error = cos_cap_copy(slot_of(type), COS_SLOT_COMP, slot, COS_RIGHT_ALL & ~o->right,
                                 ~0u);

    check(error == 0 && attempt(o->op, slot) == -COS_EDENIED, "%s: refused without its right",
          o->name);
    cos_cap_drop(COS_SLOT_COMP, slot);
}

/* This component is no scheduler and has no FPU. */
static void check_caller(const struct operation *o)
{
    check(attempt(o->op, slot_of(type_of(o))) == -COS_EDENIED, "%s: this component may not call it",
          o->name);
}

static void check_operation(const struct operation *o)
{
    if (!(o->slot & COS_CAP_IGNORED))
        check_types(o);
    if (o->right != 0)
        check_right(o);
    if (o->caller != COS_BY_ANY)
        check_caller(o);
}

static void check_devices(void)
{
    uint64_t value, slot = slot_take(), page = pages_take(1);
    const uint64_t rights = COS_RIGHT_READ | COS_RIGHT_WRITE;
    const uint64_t address = (uint64_t)page_address(page);

    check_result(cos_port_out(COS_SLOT_PORTS, 0x80, 1, 0), 0, "a granted port can be written");
    check_result(cos_port_out(COS_SLOT_PORTS, 0x81, 1, 0), -COS_EDENIED,
                 "the port behind it cannot");
    check_result(cos_port_in(COS_SLOT_PORTS, 0x7f, 1, &value), -COS_EDENIED,
                 "nor can the one before it be read");
    check_result(cos_port_in(COS_SLOT_PORTS, 0x80, 2, &value), -COS_EDENIED,
                 "nor two ports at once");
    check_result(cos_syscall2(COS_OP_PORT_OUT, COS_SLOT_PORTS, 0x80 + (1ul << 32), 1).result,
                 -COS_EDENIED, "nor does a large number wrap");
    check_result(cos_io_derive(COS_SLOT_PORTS, slot, 0, 0xffff), -COS_EINVAL,
                 "a part is never larger than the whole");
    check_result(cos_io_derive(COS_SLOT_IRQ, slot, 0, 1), -COS_EINVAL,
                 "nor is one of interrupt lines");
    check_result(cos_map(COS_SLOT_PT, address, COS_SLOT_MMIO, 0, rights, 1), 1,
                 "granted device memory can be mapped");
    check_result(cos_map(COS_SLOT_PT, address, COS_SLOT_MMIO, 1, rights, 1), -COS_EINVAL,
                 "the page behind it cannot");
    check_result(cos_map(COS_SLOT_PT, address, COS_SLOT_MMIO, 0, rights, 2), -COS_EINVAL,
                 "nor as part of a larger run");
    check_result(cos_map(COS_SLOT_PT, address, COS_SLOT_MMIO, ~0ul, rights, 1), -COS_EINVAL,
                 "nor by wrapping around");
    check_result(
        cos_map(COS_SLOT_PT, address, COS_SLOT_MMIO, 0, COS_RIGHT_READ | COS_RIGHT_EXEC, 1),
        -COS_EDENIED, "nor can device memory be executed");
    check_result(cos_make_pagetable(COS_SLOT_MMIO, 0, slot, 0), -COS_EDENIED,
                 "nor become a kernel object");
}

static void check_authority(void)
{
    uint64_t slot = slot_take();

    check_result(
        cos_make_comp(COS_SLOT_REGION, pages_take(1), slot, COS_SLOT_PT, COS_COMP_NOINTR, 0),
        -COS_EDENIED, "no component makes one that runs with interrupts off");
    check_result(cos_syscall(COS_OPS, COS_SLOT_COMP, 0, 0, 0, 0, 0, 0).result, -COS_ENOSYS,
                 "the first operation too many");
    check_result(cos_syscall(255, COS_SLOT_COMP, 0, 0, 0, 0, 0, 0).result, -COS_ENOSYS,
                 "the last operation too many");
    check_result(cos_syscall(COS_OP_MAP, COS_SLOT_PT + (1ul << 32), 0, 0, 0, 0, 0, 0).result,
                 -COS_EDENIED, "upper bits of a slot number are not ignored");
}

/* rax = COS_SYSCALL(COS_OP_PORT_IN, EMPTY_SLOT): the fault reports this word. */
SNIPPET(strict_port, "mov $0x3f27, %eax; mov $0x60, %edi; mov $1, %esi; syscall; ud2");
_Static_assert(COS_SYSCALL(COS_OP_PORT_IN, EMPTY_SLOT) == 0x3f27, "strict_port is out of date");

static void check_strict(void)
{
    uint64_t handler = slot_take();

    check_result(cos_make_gate(COS_SLOT_COMP, handler, (uint64_t)fault_gate, 0), 0,
                 "a gate for faults");
    check_result(domain_make(&domain, COS_COMP_STRICT, handler), 0, "a strict domain");
    domain_load(&domain, strict_port_start, strict_port_end);
    check_result(cos_call(domain.gate, 0, 0, 0, 0).value, -COS_EDEAD,
                 "its denied operation ends it");
    check_result(seen.cause, COS_FAULT_DENIED, "with the cause DENIED");
    check_result(seen.code, COS_SYSCALL(COS_OP_PORT_IN, EMPTY_SLOT), "and the operation word");
    check_result(seen.address, EMPTY_SLOT, "and the slot");
}

int main(const struct cos_start *start)
{
    (void)start;
    for (unsigned i = 0; i < COS_OPS; i++)
        check_operation(&operations[i]);
    check_devices();
    check_authority();
    check_strict();
    return check_done();
}
