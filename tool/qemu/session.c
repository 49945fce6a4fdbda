/* SPDX-License-Identifier: BSD-2-Clause */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "backlog.h"
#include "base/outlet.h"
#include "child.h"
#include "console.h"
#include "live/detach.h"

#define END_KEYS   "\001q" /* make the console ask all components to end */
#define PATIENCE   25      /* seconds: the supervisor gives the components twice ten */
#define TABLE_KEYS "\001u" /* make the supervisor print a table of use, */
#define TABLE_TIME 5       /* in this many seconds: it prints one a second at most */
#define ERRORS_MAX 4096    /* most bytes kept of QEMU's own messages */
#define ECHOES     10      /* most resets by the BIOS after one by the watchdog */
#define TICK       100     /* ms between checks of a reader that takes nothing */

/* ---- The terminal ---------------------------------------------------------------------------- */

static struct termios terminal; /* settings to restore */

/* Passes keys to the guest as they are typed, but keeps the signal of Ctrl-C. */
static bool set_raw(void)
{
    struct termios raw;

    if (tcgetattr(STDIN_FILENO, &terminal))
        return false; /* not a terminal */
    raw = terminal;
    raw.c_lflag &= ~(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    raw.c_cc[VSUSP] = _POSIX_VDISABLE; /* a stopped tool would leave the terminal raw */
    return !tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

static void say_trouble(void *session, const char *message)
{
    session_say(session, "%s", message);
}

/* ---- From QEMU ------------------------------------------------------------------------------- */

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void take_output(struct session *session)
{
    char bytes[CONSOLE_PIECE];
    ssize_t size = read(session->output, bytes, sizeof(bytes));

    if (size <= 0) {
        close_end(&session->output);
        return;
    }
    if (!session->heard) {
        backlog_widen(session->qemu); /* QEMU runs, so it listens */
        detach_began(session->folder, session->name);
    }
    session->heard = true;
    if (!log_take(&session->log, bytes, (size_t)size))
        session_say(session, "%s cannot be written: lines are lost", session->log.path);
    last_table_take(&session->table, bytes, (size_t)size);
    console_pass(session, bytes, (size_t)size);
}

static void take_errors(struct session *session)
{
    char bytes[1024];
    ssize_t size = read(session->errors, bytes, sizeof(bytes));

    if (size <= 0)
        close_end(&session->errors);
    else if (session->messages.size < ERRORS_MAX)
        buffer_add(&session->messages, bytes, (size_t)size);
}

static void take_verdict(struct session *session)
{
    char bytes[16];
    ssize_t size = recv(session->verdict_ends[0], bytes, sizeof(bytes), MSG_DONTWAIT);

    if (!size || (size < 0 && errno != EAGAIN && errno != EINTR))
        close_end(&session->verdict_ends[0]);
    for (ssize_t i = 0; i < size && session->said_count < sizeof(session->said); i++)
        session->said[session->said_count++] = bytes[i];
    if (session->said_count == sizeof(session->said)) {
        session->kind = (enum evm_verdict)session->said[0];
        session->status = (unsigned char)session->said[1];
    }
}

/* Buffers typed keys, so that the tool never waits for QEMU. */
static void type(struct session *session, const char *bytes, size_t size)
{
    if (size > sizeof(session->typed) - session->typed_count)
        return;
    memcpy(session->typed + session->typed_count, bytes, size);
    session->typed_count += size;
}

/* Asks the system for a table of use, and waits for it as long as that may take. */
static void ask_for_table(struct session *session)
{
    const struct itimerspec more = {.it_value.tv_sec = TABLE_TIME};

    session->table.asked = true;
    type(session, TABLE_KEYS, strlen(TABLE_KEYS));
    timerfd_settime(session->timer, 0, &more, NULL);
}

static bool verdict_waits(const struct session *session)
{
    struct pollfd polled = {.fd = session->verdict_ends[0], .events = POLLIN};

    return poll(&polled, 1, 0) > 0;
}

/* If the watchdog's next reset would be the end, and the user wants a table of use, QEMU does not
 * reset the machine: after a reset it could not say what its components have used. */
static void spare_last(struct session *session)
{
    static const char command[] =
        "{\"execute\": \"set-action\", \"arguments\": {\"watchdog\": \"none\"}}\n";

    session->spared = session->usage && session->watched && session->resets == session->resets_most;
    if (session->spared)
        host_troubles_command(&session->troubles, command);
}

/* A reset by the watchdog. */
static void count_reset(struct session *session)
{
    session->bitten = false;
    session->said_count = 0;
    session->resets++;
    session->is_over = session->resets > session->resets_most;
    session->echoes = ECHOES;
    if (!session->is_over)
        session_say(session, "the watchdog has reset the machine; the system starts anew");
    spare_last(session);
}

/* A reset after the system's verdict, or not by the watchdog, is the end. But QEMU's BIOS, whose
 * program has to be loaded again, resets the machine once more after a reset, in several ways; no
 * event tells when it has done so. */
static void take_reset(struct session *session)
{
    if (session->kind)
        session->is_over = true;
    else if (session->bitten)
        count_reset(session);
    else if (session->echoes)
        session->echoes--;
    else
        session->is_over = session->is_lost = true;
}

/* The watchdog would have reset the machine for the last time. */
static void take_last_bite(struct session *session)
{
    session->spent = true;
    session->resets++;
    if (!session->table.asked)
        ask_for_table(session);
}

static void take_other(void *argument, const char *event)
{
    struct session *session = argument;

    if (!strcmp(event, "WATCHDOG") && session->spared && !session->spent)
        take_last_bite(session);
    else if (!strcmp(event, "WATCHDOG"))
        session->bitten = true;
    else if (!strcmp(event, "RESET"))
        take_reset(session);
}

/* ---- To QEMU --------------------------------------------------------------------------------- */

static void take_typed(struct session *session)
{
    char bytes[256];
    ssize_t size = read(STDIN_FILENO, bytes, sizeof(bytes));

    session->input_open = size > 0;
    type(session, bytes, size > 0 ? (size_t)size : 0);
}

static void pass_typed(struct session *session)
{
    ssize_t done = write(session->input, session->typed, session->typed_count);

    if (done < 0)
        done = errno == EAGAIN || errno == EINTR ? 0 : (ssize_t)session->typed_count;
    session->typed_count -= (size_t)done;
    memmove(session->typed, session->typed + done, session->typed_count);
}

/* Asks again each second, since a console that does not run yet loses the keys. */
static void ask_to_end(struct session *session)
{
    if (session->reminders++ == PATIENCE)
        session->stopped = session->asked;
    else
        type(session, END_KEYS, strlen(END_KEYS));
}

/* The first signal asks the system to end in order, a second one ends QEMU. */
static void take_signal(struct session *session)
{
    const struct itimerspec second = {.it_value.tv_sec = 1, .it_interval.tv_sec = 1};
    struct signalfd_siginfo info;

    if (read(session->signals, &info, sizeof(info)) != sizeof(info))
        return;
    if (session->asked) {
        session->stopped = (int)info.ssi_signo;
        return;
    }
    session->asked = (int)info.ssi_signo;
    session_say(session, "the system is asked to end; %s again ends it at once",
                session->asked == SIGINT ? "Ctrl-C" : "the same signal");
    ask_to_end(session);
    timerfd_settime(session->reminder, 0, &second, NULL);
}

static void take_reminder(struct session *session)
{
    uint64_t count;

    if (read(session->reminder, &count, sizeof(count)) == sizeof(count))
        ask_to_end(session);
}

/* The session waits for no table, or no longer. */
static void end_wait(struct session *session)
{
    if (session->spent)
        session->is_over = true;
    else
        session->stopped = SIGALRM;
}

/* The time limit. A system that prints tables of use prints a last one before it is ended. */
static void take_limit(struct session *session)
{
    if (session->table.asked || !session->usage)
        end_wait(session);
    else
        ask_for_table(session);
}

/* ---- All ------------------------------------------------------------------------------------- */

/* Passes on pending input and output, or waits for some. */
static void pump(struct session *session)
{
    bool holds = console_holds(session), typing = session->typed_count && session->input >= 0;
    struct pollfd polls[] = {
        {.fd = holds ? -1 : session->output, .events = POLLIN},
        {.fd = session->errors, .events = POLLIN},
        {.fd = session->signals, .events = POLLIN},
        {.fd = session->timer, .events = POLLIN},
        {.fd = session->input_open && !typing ? STDIN_FILENO : -1, .events = POLLIN},
        {.fd = session->reminder, .events = POLLIN},
        {.fd = typing ? session->input : -1, .events = POLLOUT},
        {.fd = session->verdict_ends[0], .events = POLLIN},
        {.fd = session->control_ends[0], .events = POLLIN},
        {.fd = outlet_event(session->out), .events = POLLIN},
    };
    void (*const takers[])(struct session *) = {take_output, take_errors, take_signal,
                                                take_limit,  take_typed,  take_reminder,
                                                pass_typed,  take_verdict};

    int wait = detach_look(session->folder, session->name);

    if (poll(polls, COUNT(polls), holds ? TICK : wait) < 0)
        return;
    for (unsigned i = 0; i < COUNT(takers); i++)
        if (polls[i].revents)
            takers[i](session);
    if (session->table.done)
        end_wait(session);
    if (polls[8].revents && !host_troubles_take(&session->troubles))
        close_end(&session->control_ends[0]);
}

static void open_signals(struct session *session)
{
    struct itimerspec limit = {.it_value.tv_sec = session->timeout};
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL); /* before any thread starts, which inherits the mask */
    signal(SIGPIPE, SIG_IGN);
    session->signals = signalfd(-1, &set, SFD_CLOEXEC);
    session->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    timerfd_settime(session->timer, 0, &limit, NULL);
    session->reminder = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
}

bool session_open(struct session *session)
{
    session->input = session->output = session->errors = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, session->verdict_ends) ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, session->control_ends))
        return false;
    fcntl(session->verdict_ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(session->control_ends[0], F_SETFD, FD_CLOEXEC);
    open_signals(session);
    session->out = outlet_open(STDOUT_FILENO, CONSOLE_ROOM);
    session->err = outlet_open(STDERR_FILENO, CONSOLE_ROOM / 8);
    return true;
}

static bool start(struct session *session, char *const argv[])
{
    int in[2], out[2], errors[2];

    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(errors, O_CLOEXEC))
        return false;
    session->qemu = run_child(argv, in[0], out[1], errors[1]);
    close(in[0]);
    close(out[1]);
    close(errors[1]);
    close(session->verdict_ends[1]);
    close(session->control_ends[1]);
    session->input = in[1];
    session->output = out[0];
    session->errors = errors[0];
    fcntl(session->input, F_SETFL, O_NONBLOCK);
    return session->qemu > 0;
}

bool session_run(struct session *session, char *const argv[], const struct manifest *manifest)
{
    bool raw;

    if (!start(session, argv))
        return false;
    host_troubles_begin(&session->troubles, manifest, session->control_ends[0]);
    session->troubles.say = say_trouble;
    session->troubles.other = take_other;
    session->troubles.argument = session;
    session->watched = manifest->board.given;
    spare_last(session);
    session->table.last = manifest->vms[manifest->vm_count - 1].name;
    session->input_open = true;
    raw = set_raw();
    while (session->output >= 0 && !session->stopped && !session->is_over)
        pump(session);
    if (session->stopped || session->is_over)
        kill(session->qemu, SIGKILL);
    while (waitpid(session->qemu, &session->qemu_status, 0) < 0 && errno == EINTR)
        ;
    while (verdict_waits(session))
        take_verdict(session);
    while (session->errors >= 0)
        take_errors(session);
    host_troubles_end(&session->troubles);
    if (raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
    return true;
}

/* ---- The end --------------------------------------------------------------------------------- */

/* Waits for the outlet to write the rest; a signal ends this at once. */
static size_t finish(struct session *session, struct outlet *outlet)
{
    while (outlet_pending(outlet) && outlet_idle(outlet) < CONSOLE_STUCK) {
        struct pollfd polls[] = {{.fd = outlet_event(outlet), .events = POLLIN},
                                 {.fd = session->signals, .events = POLLIN}};

        poll(polls, COUNT(polls), TICK);
        outlet_room(outlet);
        if (polls[1].revents)
            break;
    }
    return outlet_pending(outlet);
}

void session_close(struct session *session)
{
    size_t lost = finish(session, session->out) + session->lost;

    if (lost)
        session_say(session, "%zu bytes of the console were not shown, as the reader took nothing",
                    lost);
    finish(session, session->err);
    close_end(&session->input);
    close_end(&session->output);
    close_end(&session->control_ends[0]);
    buffer_free(&session->messages);
}
