/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "qemu/child.h"

#define PATIENCE    30000 /* ms for an answer of QEMU */
#define NUDGE       10000 /* ms without a breakpoint; */
#define BOOT        60000 /* before the kernel is there */
#define ERRORS_MOST 4096  /* bytes kept of QEMU's own messages */
#define VERDICT     "evm-verdict"

static bool broken(struct machine *machine, const char *problem)
{
    if (!machine->problem)
        machine->problem = text("%s", problem);
    return false;
}

/* Takes over the problem of a channel. */
static bool held(struct machine *machine, bool good)
{
    const char *problem = machine->gdb.problem ? machine->gdb.problem : machine->qmp.problem;

    return good || broken(machine, problem ? problem : "QEMU failed");
}

/* ---- The console ---- */

static void take_output(struct machine *machine)
{
    char bytes[4096];
    ssize_t size;

    while ((size = read(machine->output, bytes, sizeof(bytes))) > 0)
        lines_take(&machine->lines, bytes, (size_t)size);
    machine->closed = machine->closed || !size;
}

static void take_errors(struct machine *machine)
{
    char bytes[1024];
    ssize_t size;

    while ((size = read(machine->errors, bytes, sizeof(bytes))) > 0)
        if (machine->messages.size < ERRORS_MOST)
            buffer_add(&machine->messages, bytes, (size_t)size);
}

/* ---- Start ---- */

static void add_pair(struct strings *command, const char *option, char *value)
{
    strings_add(command, option);
    strings_add(command, value);
    free(value);
}

static void make_command(const struct machine *machine, struct strings *command, int stub,
                         int control)
{
    const struct machine_setup *setup = machine->setup;
    static const char *const fixed[] = {
        TARGET_QEMU, "-accel",   "tcg",        "-display",  "none",
        "-serial",   "stdio",    "-monitor",   "none",      "-S",
        "-rtc",      "clock=vm", "-no-reboot", "-snapshot", TARGET_TIMER_OPTIONS};

    for (unsigned i = 0; i < COUNT(fixed); i++)
        strings_add(command, fixed[i]);
    add_pair(command, "-icount", text("shift=0,align=off,sleep=%s", setup->waits ? "on" : "off"));
    add_pair(command, "-m", text("%lluK", (unsigned long long)(setup->memory >> 10)));
    add_pair(command, "-kernel", text("/dev/fd/%d", machine->image));
    add_pair(command, "-chardev", text("null,id=" VERDICT));
    add_pair(command, "-chardev", text("socket,id=evm-stub,fd=%d", stub));
    add_pair(command, "-gdb", text("chardev:evm-stub"));
    add_pair(command, "-chardev", text("socket,id=evm-control,fd=%d", control));
    add_pair(command, "-mon", text("chardev=evm-control,mode=control"));
    target_qemu_options(command, TARGET_MACHINE, false, setup->iommu, VERDICT);
    for (uint32_t i = 0; i < setup->devices->count; i++)
        strings_add(command, setup->devices->item[i]);
}

static void close_both(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

/* Starts QEMU with its ends of the channels, which it inherits. */
static bool start(struct machine *machine, int stub, int control)
{
    struct strings command = {0};
    int out[2], errors[2], null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    if (null < 0 || pipe2(out, O_CLOEXEC))
        return false;
    if (pipe2(errors, O_CLOEXEC)) {
        close_both(out);
        return false;
    }
    make_command(machine, &command, stub, control);
    machine->qemu = run_child(command.item, null, out[1], errors[1]);
    close(null);
    close(out[1]);
    close(errors[1]);
    machine->output = out[0];
    machine->errors = errors[0];
    fcntl(machine->output, F_SETFL, O_NONBLOCK);
    fcntl(machine->errors, F_SETFL, O_NONBLOCK);
    strings_free(&command);
    return machine->qemu > 0;
}

static bool connect_all(struct machine *machine)
{
    int stub[2], control[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, stub))
        return false;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, control)) {
        close_both(stub);
        return false;
    }
    fcntl(stub[0], F_SETFD, FD_CLOEXEC);
    fcntl(control[0], F_SETFD, FD_CLOEXEC);
    machine->gdb = (struct gdb){.fd = stub[0], .patience = PATIENCE};
    machine->qmp = (struct qmp){.fd = control[0], .patience = PATIENCE};
    bool started = start(machine, stub[1], control[1]);

    close(stub[1]);
    close(control[1]);
    return started;
}

static bool write_all(struct machine *machine, const struct target_write *writes, unsigned count)
{
    bool good = true;

    for (unsigned i = 0; i < count && good; i++)
        good = gdb_write(&machine->gdb, writes[i].physical, &writes[i].value,
                         sizeof(writes[i].value));
    return good;
}

static bool start_timer(struct machine *machine)
{
    return write_all(machine, target_timer,
                     machine->setup->waits ? TARGET_COUNT_WRITES : TARGET_TIMER_WRITES);
}

bool machine_begin(struct machine *machine, const struct machine_setup *setup)
{
    *machine = (struct machine){.setup = setup,
                                .lines = {.take = setup->line, .argument = setup->argument},
                                .output = -1,
                                .errors = -1};
    machine->gdb.fd = machine->qmp.fd = -1;
    machine->image = memfd_create("evm-image", 0);
    if (machine->image < 0 ||
        !file_put(machine->image, setup->bootable->data, setup->bootable->size))
        return broken(machine, "the image cannot be kept in memory");
    if (!connect_all(machine))
        return broken(machine, "QEMU cannot be started");
    if (held(machine, qmp_begin(&machine->qmp) && gdb_begin(&machine->gdb) &&
                          gdb_breakpoint(&machine->gdb, setup->subjects->tick.jump, true) &&
                          start_timer(machine)))
        return true;
    poll(NULL, 0, 100); /* QEMU may be about to say why it ends */
    take_errors(machine);
    return false;
}

/* ---- Run ---- */

bool machine_read(void *machine, uint64_t physical, void *bytes, size_t size)
{
    struct machine *read = machine;

    return held(machine, gdb_read(&read->gdb, physical, bytes, size));
}

bool machine_ticks(const struct machine *machine)
{
    const struct target_tick *tick = &machine->setup->subjects->tick;

    return machine->cpu.pc == (machine->ticked ? tick->trap : tick->jump);
}

static bool read_cpu(struct machine *machine)
{
    char *answer = gdb_ask(&machine->gdb, "g");
    bool good = held(machine, answer);

    if (good && !target_cpu_read(answer, &machine->cpu))
        good = broken(machine, "QEMU's gdbstub does not tell the registers as expected");
    free(answer);
    return good;
}

static bool is_stop(const char *packet)
{
    return *packet == 'T' || *packet == 'S';
}

static bool step(struct machine *machine)
{
    char *answer = gdb_ask(&machine->gdb, "s");
    bool good = held(machine, answer);

    if (good && !is_stop(answer))
        good = broken(machine, "QEMU's gdbstub does not step");
    free(answer);
    return good;
}

bool machine_step(struct machine *machine)
{
    return step(machine) && read_cpu(machine);
}

/* Time passes with instructions, and while the CPU waits. */
static bool read_clock(struct machine *machine)
{
    uint64_t count = 0;

    if (!machine_read(machine, target_count, &count, sizeof(count)))
        return false;
    machine->now = count * TARGET_COUNT_NS;
    return (count && ~count) || broken(machine, "the machine has no timer that counts");
}

/* It stands: learns where, and when. At ticks, which come often, it does not need the number of
 * instructions. */
static bool look(struct machine *machine)
{
    return read_cpu(machine) && read_clock(machine) &&
           (machine_ticks(machine) ||
            held(machine, qmp_instructions(&machine->qmp, &machine->instructions)));
}

/* ---- Breakpoints ---- */

bool machine_breakpoint(struct machine *machine, uint64_t address, bool set)
{
    machine->at_break = machine->at_break && (set || machine->cpu.pc != address);
    return held(machine, gdb_breakpoint(&machine->gdb, address, set));
}

/* ---- Ticks ---- */

/* A stop costs QEMU all code that it has translated. So the kernel's timer does not stop the
 * machine, but for the first time: an alarm changes the timer's jump to lead to a trap once. */

/* The timer has interrupted for the first time, so the kernel is there. */
static bool begin_ticks(struct machine *machine)
{
    const struct target_tick *tick = &machine->setup->subjects->tick;

    machine->ticked = true;
    return gdb_breakpoint(&machine->gdb, tick->jump, false) &&
           gdb_breakpoint(&machine->gdb, tick->trap, true);
}

static bool set_alarm(struct machine *machine, uint64_t until)
{
    const struct target_tick *tick = &machine->setup->subjects->tick;
    const struct target_write aside = {tick->physical, tick->aside};
    struct target_write writes[TARGET_ALARM_WRITES];

    uint64_t next = machine->now + machine->setup->pace;

    machine->alarm = next < until ? next : until;
    target_alarm(machine->alarm / TARGET_COUNT_NS + 1, &aside, writes);
    return write_all(machine, writes, TARGET_ALARM_WRITES);
}

/* Does the jump in place of the CPU. */
static bool pass_tick(struct machine *machine)
{
    const struct target_tick *tick = &machine->setup->subjects->tick;
    const struct target_write code = {tick->physical, tick->code};

    machine->alarm = 0;
    return (machine->ticked ? write_all(machine, &code, 1) : begin_ticks(machine)) &&
           gdb_set_register(&machine->gdb, TARGET_PC, tick->to);
}

/* Passes the breakpoint where the machine stands. */
static bool pass(struct machine *machine)
{
    return machine_ticks(machine) ? held(machine, pass_tick(machine)) : step(machine);
}

/* Waits until the machine stands, and makes it stand after a while. */
static enum machine_event await(struct machine *machine, char **packet)
{
    bool nudged = false;

    for (;;) {
        struct pollfd polls[] = {
            {.fd = machine->gdb.fd, .events = POLLIN},
            {.fd = machine->closed ? -1 : machine->output, .events = POLLIN},
        };
        int ready = poll(polls, COUNT(polls), nudged ? PATIENCE : machine->ticked ? NUDGE : BOOT);

        if (wanted_end)
            return MACHINE_STOPPED;
        if (!ready && nudged)
            broken(machine, "QEMU does not stop the machine");
        if (!ready && !nudged)
            held(machine, gdb_interrupt(&machine->gdb));
        nudged = nudged || !ready;
        if (polls[1].revents)
            take_output(machine);
        enum gdb_answer answer = ready && polls[0].revents ? gdb_take(&machine->gdb, packet)
                                                           : GDB_NONE;

        if (answer == GDB_CAME)
            return MACHINE_BREAK;
        if (answer == GDB_FAILED || machine->problem)
            return MACHINE_ENDED;
    }
}

/* QEMU's end is the machine's, unless a signal ended QEMU; all else is a problem. */
static enum machine_event how_ended(struct machine *machine)
{
    for (unsigned i = 0; i < 100 && !machine->problem && !wanted_end; i++) {
        int status;

        take_output(machine);
        take_errors(machine);
        if (waitpid(machine->qemu, &status, WNOHANG) == machine->qemu) {
            machine->qemu = 0;
            take_output(machine);
            if (!WIFSIGNALED(status))
                return MACHINE_ENDED;
            machine->problem = text("QEMU was ended by signal %d (%s)", WTERMSIG(status),
                                    strsignal(WTERMSIG(status)));
        } else {
            poll(NULL, 0, 50);
        }
    }
    held(machine, false);
    return wanted_end ? MACHINE_STOPPED : MACHINE_BROKEN;
}

enum machine_event machine_go(struct machine *machine, uint64_t until)
{
    char *packet = NULL;

    if (wanted_end)
        return MACHINE_STOPPED;
    if (machine->at_break && !pass(machine))
        return how_ended(machine);
    machine->at_break = false;
    if (machine->ticked && (!machine->alarm || until < machine->alarm) &&
        !held(machine, set_alarm(machine, until)))
        return how_ended(machine);
    if (!gdb_send(&machine->gdb, "c"))
        return how_ended(machine);
    enum machine_event event = await(machine, &packet);
    bool stands = event == MACHINE_BREAK && is_stop(packet);
    bool reached = stands && gdb_is_break(packet); /* also if it was to stop just then */

    free(packet);
    if (event == MACHINE_STOPPED)
        return event;
    if (!stands || !look(machine))
        return how_ended(machine);
    take_output(machine);
    take_errors(machine);
    machine->at_break = reached;
    return reached ? MACHINE_BREAK : MACHINE_NUDGED;
}

void machine_end(struct machine *machine)
{
    if (machine->qemu > 0) {
        kill(machine->qemu, SIGKILL);
        while (waitpid(machine->qemu, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    const int ends[] = {machine->image, machine->output, machine->errors, machine->gdb.fd,
                        machine->qmp.fd};

    for (unsigned i = 0; i < COUNT(ends); i++)
        if (ends[i] >= 0)
            close(ends[i]);
    gdb_end(&machine->gdb);
    qmp_end(&machine->qmp);
    buffer_free(&machine->lines.line);
    buffer_free(&machine->messages);
    free(machine->problem);
}
