/* SPDX-License-Identifier: BSD-2-Clause */
#include "steps.h"

#include "operations.h"
#include "random.h"
#include "unit.h"

#define PAGES      80 /* pages of RAM that all may use */
#define COMPONENTS 5
#define ROOT       36 /* the component that handles the others' faults */
#define WATCHED    1u /* event of a component that a fault has ended */

static const char *what;
static unsigned patience = 8; /* one in so many calls that destroy much is made */
struct steps_reached steps_reached;

/* Gives a page table its nodes for the lowest addresses, and maps pages there: more groups of eight
 * than the kernel ends in one part. */
static void make_space(uint64_t slot)
{
    for (unsigned level = PAGETABLE_LEVELS; level > 1; level--)
        assert_int_equal(RESULT(COS_OP_PT_GROW, slot, COS_USER_BOTTOM, WORLD_RAM, new_page()),
                         level - 1);
    for (uint64_t group = 0; group < 12; group++)
        assert_int_equal(RESULT(COS_OP_MAP, slot, COS_USER_BOTTOM + 8 * group * COS_PAGE_SIZE,
                                WORLD_RAM, PAGES - 1 - group, COS_RIGHT_READ, 1),
                         1);
}

/* Makes components in slots 20, 24, 28, 32, each with a thread behind it and many kinds of
 * capabilities in its slots. */
static void populate(void)
{
    static const uint64_t flags[COMPONENTS] = {0, COS_COMP_NOINTR, COS_COMP_STRICT, COS_COMP_FPU,
                                               COS_COMP_ROOT | COS_COMP_FPU};
    cap_slot(cpu.component, WORLD_RAM)->pages = PAGES;
    make_endpoints(40);
    assert_ok(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, new_page(), 41, 1));
    assert_ok(RESULT(COS_OP_IO_DERIVE, COS_BOOT_SLOT_IRQS, 42, 1, 1));
    for (uint64_t c = 20; c < 20 + 4 * COMPONENTS; c += 4) {
        make_comp(c, flags[(c - 20) / 4]);
        make_space(c + 1);
        make_thread(c + 3, c);
        assert_ok(RESULT(COS_OP_THREAD_SET, c + 3, c + 3, below(4)));
        assert_ok(RESULT(COS_OP_ENDPOINT, 40, c, c + 24, UINT64_MAX, COS_RIGHT_ALL));
        assert_ok(RESULT(COS_OP_THREAD_BIND, c + 3, c + 24, WORLD_RAM, new_page()));
    }
    make_space(41);
    assert_ok(RESULT(COS_OP_IO_DERIVE, COS_BOOT_SLOT_IRQS, 43, COS_IRQ_MSI + 1, COS_IRQ_MSI + 1));
    assert_ok(RESULT(COS_OP_ENDPOINT, 40, 30, 61, WATCHED, COS_RIGHT_ALL));
    for (uint64_t c = 20; c < ROOT; c += 4)
        if (!one_in(4))
            assert_ok(RESULT(COS_OP_COMP_FAULT, c, ROOT + 2, 61));
    for (uint64_t c = 20; c < 20 + 4 * COMPONENTS; c += 4)
        for (uint64_t slot = 2; slot < COS_NODE_SLOTS; slot++)
            if (world_cap(slot) && !one_in(3))
                copy(slot, c, slot);
}

static uint64_t any_value(void)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     COS_NODE_SLOTS,
                                     COS_SLOTS - 1,
                                     COS_SLOTS,
                                     COS_PAGE_SIZE,
                                     COS_MAP_BATCH,
                                     255,
                                     256,
                                     COS_USER_TOP - COS_PAGE_SIZE,
                                     COS_USER_TOP - 1,
                                     COS_USER_TOP,
                                     UINT32_MAX,
                                     1ull << 32,
                                     INT64_MAX,
                                     1ull << 63,
                                     UINT64_MAX - COS_PAGE_SIZE + 1,
                                     UINT64_MAX};
    switch (below(6)) {
    case 0:
        return edges[below(sizeof edges / sizeof *edges)];
    case 1:
        return random_bits();
    case 2:
        return below(8);
    case 3:
        return below(PAGES);
    case 4:
        return below(4) << 39 | below(2) << 21 | below(32) << 12;
    default:
        return below(COS_NODE_SLOTS);
    }
}

static bool is_first(void)
{
    return cpu.component->first;
}

/* Returns whether the call ends the first component or its thread, which dispatches all others. */
static bool ends_the_system(unsigned op, uint64_t slot)
{
    const struct cap *cap = world_cap(slot);
    if (op == COS_OP_COMP_KILL)
        return cap && cap->type == COS_CAP_COMP && cap->component->first;
    return op == COS_OP_RETURN && is_first() && cpu.thread->top == &cpu.thread->calls[1] &&
           !thread_parent(cpu.thread);
}

/* Returns whether the call destroys much: too many of these leave nothing to try the others on. */
static bool destroys(unsigned op)
{
    return op == COS_OP_RECLAIM || op == COS_OP_CAP_DROP || op == COS_OP_REVOKE ||
           op == COS_OP_COMP_KILL ||
           (op == COS_OP_RETURN && cpu.thread->top == &cpu.thread->calls[1]);
}

/* Returns a slot that holds such a capability, any slot if none does. */
static uint64_t slot_of(uint8_t type)
{
    uint64_t slot = below(COS_NODE_SLOTS);
    for (unsigned i = 0; i < COS_NODE_SLOTS; i++) {
        const struct cap *cap = world_cap(slot);
        if (cap && cap->type == type)
            break;
        slot = (slot + 1) % COS_NODE_SLOTS;
    }
    return slot;
}

/* ---- Arguments of the kind that the operation takes ---- */

static uint64_t empty_slot(void)
{
    uint64_t slot = below(COS_NODE_SLOTS);
    for (unsigned i = 0; i < COS_NODE_SLOTS && world_cap(slot); i++)
        slot = (slot + 1) % COS_NODE_SLOTS;
    return slot;
}

/* Few addresses, most of them where make_space() maps pages, so that later calls find these. */
static uint64_t address(void)
{
    uint64_t place = below(64), page = place % 16 << 15 | place / 16 << 12;
    if (place >= 48)
        page = place % 2 << 39 | place % 4 / 2 << 21;
    page += one_in(8) ? 0 : COS_USER_BOTTOM;
    return one_in(8) ? page + 8 * below(512) : page;
}

/* One that is an object, one that is none, or any. */
static uint64_t page(void)
{
    uint64_t page = below(PAGES), way = below(3);
    for (unsigned i = 0; i < PAGES && way < 2; i++, page = (page + 1) % PAGES)
        if ((page_frame(page)->type == COS_FRAME_FREE) == way)
            break;
    return page;
}

static uint64_t deadline(void)
{
    const uint64_t choices[] = {0, COS_FOREVER, COS_FOREVER, host.now + below(100)};
    return choices[below(4)];
}

static uint64_t rights(void)
{
    const uint64_t choices[] = {COS_RIGHT_READ, COS_RIGHT_READ | COS_RIGHT_WRITE,
                                COS_RIGHT_READ | COS_RIGHT_EXEC, COS_RIGHT_ALL};
    return one_in(4) ? below(256) : choices[below(4)];
}

static uint64_t events(void)
{
    return one_in(4) ? UINT64_MAX : 1ull << below(64);
}

/* By their names in the table of operations: a slot with such a capability, or a number below the
 * limit, or as the function says. */
static const struct {
    const char *name;
    uint8_t type;
    uint16_t limit;
    uint64_t (*make)(void);
} kinds[] = {
    {"gate", COS_CAP_GATE, 0, NULL},
    {"comp", COS_CAP_COMP, 0, NULL},
    {"endpoint", COS_CAP_ENDPOINT, 0, NULL},
    {"pagetable", COS_CAP_PAGETABLE, 0, NULL},
    {"region", COS_CAP_REGION, 0, NULL},
    {"slot", 0, COS_NODE_SLOTS, NULL},
    {"object", 0, COS_NODE_SLOTS, NULL},
    {"pages", 0, COS_MAP_BATCH + 2, NULL},
    {"for_clients", 0, 2, NULL},
    {"in_parts", 0, 2, NULL},
    {"flags", 0, 32, NULL},
    {"index", 0, COS_ENDPOINTS + 1, NULL},
    {"error", 0, 257, NULL},
    {"priority", 0, 4, NULL},
    {"reported", 0, 4, NULL},
    {"hand_off", 0, 4, NULL},
    {"result", 0, 3, NULL},
    {"reg", 0, COS_REGS + 1, NULL},
    {"up", 0, 4, NULL},
    {"port", 0, HOST_PORTS, NULL},
    {"width", 0, 10, NULL},
    {"first", 0, COS_IRQ_LINES, NULL},
    {"last", 0, COS_IRQ_LINES, NULL},
    {"free_slot", 0, 0, empty_slot},
    {"address", 0, 0, address},
    {"page", 0, 0, page},
    {"deadline", 0, 0, deadline},
    {"rights", 0, 0, rights},
    {"events", 0, 0, events},
};

#define KINDS (sizeof kinds / sizeof *kinds)

/* Of each argument: an index, KINDS: any value. */
static uint8_t kind_of[COS_OPS][6], argument_count[COS_OPS];

static uint8_t kind_named(const char *name, size_t length)
{
    uint8_t kind = 0;
    while (kind < KINDS &&
           (strlen(kinds[kind].name) != length || strncmp(kinds[kind].name, name, length) != 0))
        kind++;
    return kind;
}

static void look_up_kinds(void)
{
    for (unsigned op = 0; op < COS_OPS; op++) {
        const char *name = operation_needs[op].arguments;
        unsigned count = 0;
        while (*name) {
            size_t length = strcspn(name, ",");
            kind_of[op][count++] = kind_named(name, length);
            name += length;
            name += strspn(name, ", ");
        }
        argument_count[op] = count;
    }
}

static uint64_t argument(uint8_t kind)
{
    if (kind == KINDS || one_in(16))
        return any_value();
    return kinds[kind].type    ? slot_of(kinds[kind].type)
           : kinds[kind].limit ? below(kinds[kind].limit)
                               : kinds[kind].make();
}

/* ---- System calls ---- */

/* Returns one of the calls that threads make all the time. */
static unsigned ordinary(void)
{
    static const uint8_t calls[] = {COS_OP_DISPATCH,    COS_OP_WAIT,        COS_OP_SIGNAL,
                                    COS_OP_CALL,        COS_OP_RETURN,      COS_OP_VCPU_ENTER,
                                    COS_OP_THREAD_BIND, COS_OP_THREAD_WAKE, COS_OP_YIELD};
    return component_schedules(cpu.component) && one_in(2) ? COS_OP_DISPATCH
                                                           : calls[below(sizeof calls)];
}

static void system_call(void)
{
    uint64_t a[6] = {0}, slot = below(COS_NODE_SLOTS);
    unsigned op = below(COS_OPS + 1), way = below(8);
    if (way < 4)
        op = ordinary();
    if (way == 4 || op == COS_OPS) {
        for (unsigned i = 0; i < 6; i++)
            a[i] = any_value();
        slot = one_in(8) ? any_value() & 0xffffff : slot;
        op = op == COS_OPS ? below(256) : op;
    } else {
        slot = operation_needs[op].type ? slot_of(operation_needs[op].type) : slot;
        for (unsigned i = 0; i < argument_count[op]; i++)
            a[i] = argument(kind_of[op][i]);
    }
    if (op == COS_OP_VCPU_ENTER && cpu.thread->vcpu)
        cpu.thread->vcpu->client.rip = any_value();
    if (op == COS_OP_IDLE || (op == COS_OP_DISPATCH && !one_in(4)))
        a[0] = host.now + below(100); /* else it might idle for ever */
    if (op == COS_OP_MAKE_COMP && a[3] & COS_COMP_ROOT)
        a[3] &= ~(uint64_t)COS_COMP_STRICT; /* faults of root components end the system */
    if (ends_the_system(op, slot) || (destroys(op) && !one_in(patience)))
        return;
    what = operation_name(op);
    steps_reached.calls++;
    world_syscall(COS_SYSCALL((uint64_t)op, slot), a);
}

/* Fills the component's vCPU page and vector registers with random data. */
static void scribble(void)
{
    struct cos_vcpu *v = cpu.thread->vcpu;
    uint64_t *words = (uint64_t *)v;
    if (cpu.component->flags & COS_COMP_FPU)
        host_vector_use(cpu.thread);
    if (v)
        for (unsigned i = 0; i < 8; i++)
            words[below(sizeof *v / sizeof *words)] = any_value();
}

/* Checks that a fault reaches the handler, or ends the component with a notice, whatever the thread
 * has brought along. */
static void component_fault(void)
{
    struct thread *t = cpu.thread;
    struct component *c = cpu.component;
    struct frame *f = c->frame;
    uint64_t life = f->life, depth = t->fault_depth;
    struct cap gate = c->fault_gate, event = c->fault_event;
    bool own = t->vcpu && t->vcpu->fault_entry && thread_home(t, c), watched = cap_valid(&event);
    const struct endpoint *e = event.endpoint;
    bool handled = cap_valid(&gate), waited = watched && e->waiter;
    what = "fault";
    world_fault(below(34), any_value(), any_value());
    if (host.why || own || !handled)
        return;
    if (f->life != life) {
        steps_reached.lost++;
        if (watched && !waited && (e->bits & event.bits) != event.bits)
            host.why = "the end of a component was hidden";
    } else if ((cpu.thread == t ? cpu.component : t->component) != gate.component ||
               t->fault_depth != depth + 1) {
        host.why = "a fault was hidden";
    }
    steps_reached.handled += f->life == life;
}

/* Calls reachable components until there is no room for more, then faults in the last one. */
static void fault_when_full(void)
{
    struct thread *t = cpu.thread;
    for (unsigned tries = 0; tries < 200 && cpu.thread == t && !cpu.client && !host.why; tries++) {
        what = "a call";
        SYS(COS_OP_CALL, slot_of(COS_CAP_GATE));
        if (cpu.thread == t && t->regs.result == (uint64_t) - (int64_t)COS_EDEPTH &&
            !(cpu.component->flags & COS_COMP_ROOT)) {
            steps_reached.full++;
            component_fault();
            return;
        }
    }
}

/* Reclaims a thread that is inside another component, as the running thread's scheduler could
 * do. */
static void reclaim_abroad(void)
{
    for (uint64_t page = 0; page < PAGES; page++) {
        struct frame *f = page_frame(page);
        if (f->type != COS_FRAME_THREAD || frame_memory(f) == cpu.thread || f->refs ||
            !world_abroad(frame_memory(f)))
            continue;
        what = "reclamation";
        const struct cap *ram = world_cap(WORLD_RAM);
        if (!ram || ram->type != COS_CAP_REGION || !(ram->rights & COS_RIGHT_MAKE))
            return;
        steps_reached.abroad += RESULT(COS_OP_RECLAIM, WORLD_RAM, page) == -COS_EBUSY;
        return;
    }
}

static void interrupt(void)
{
    unsigned line = one_in(2) ? 1 : below(COS_IRQ_LINES);
    what = "interrupt";
    steps_reached.messages += line >= COS_IRQ_MSI && cap_valid(&cpu.lines[line]);
    world_irq(line);
}

static void client(void)
{
    what = "client";
    if (one_in(2))
        world_client_syscall();
    else
        world_fault(below(20), any_value(), any_value());
}

static void step(void)
{
    if (cpu.client && one_in(2)) {
        client();
        return;
    }
    if (cpu.client && !one_in(4)) { /* client code only computes */
        what = "time";
        world_time(below(50));
        return;
    }
    switch (below(20)) {
    case 0:
        what = "time";
        world_time(below(200));
        break;
    case 1:
        interrupt();
        break;
    case 2:
        scribble();
        break;
    case 3:
        if (cpu.client)
            client();
        else if (!is_first() && !(cpu.component->flags & COS_COMP_ROOT))
            component_fault();
        break;
    case 5:
        if (!cpu.client && one_in(8))
            fault_when_full();
        break;
    case 6:
        if (!cpu.client && one_in(4))
            reclaim_abroad();
        break;
    case 4:
        for (unsigned i = 0; i < 8; i++)
            (void)host_translate(address() & ~(uint64_t)(COS_PAGE_SIZE - 1));
        break;
    default:
        if (!cpu.client)
            system_call();
    }
}

void steps_seed(void)
{
    random_seed();
}

void steps_begin(const uint8_t *record)
{
    if (record) {
        random_from(record, STEP_BYTES);
        patience = 1; /* a fuzzer chooses itself */
    }
    look_up_kinds();
    unit_setup(NULL);
    populate();
}

const char *steps_next(const uint8_t *record, bool check)
{
    if (record)
        random_from(record, STEP_BYTES);
    what = "nothing";
    step();
    const char *wrong = world_halted();
    return wrong || !check ? wrong : world_inconsistent();
}

const char *steps_last(void)
{
    return what;
}
