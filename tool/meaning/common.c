/* SPDX-License-Identifier: BSD-2-Clause */
#include "settings.h"

#include <stdlib.h>

#define US_OF_MS 1000

void add_value(const struct about *about, enum fact_class class, uint64_t degree, const char *what,
               char *value)
{
    struct facts *facts = about->facts;

    if (!value)
        return;
    facts->item = need_room(facts->item, facts->count, sizeof(*facts->item));
    facts->item[facts->count++] = (struct fact){.class = class,
                                                .subject = text("%s", about->subject),
                                                .what = text("%s", what),
                                                .value = value,
                                                .degree = degree};
}

void add_each(const struct about *about, enum fact_class class, const char *noun,
              const struct strings *texts)
{
    for (uint32_t i = 0; i < texts->count; i++) {
        char *what = text("%s %s", noun, texts->item[i]);

        add_value(about, class, 0, what, text("%s", ""));
        free(what);
    }
}

static char *time_text(uint64_t us)
{
    return us % US_OF_MS ? text("%lluus", (unsigned long long)us)
                         : text("%llums", (unsigned long long)us / US_OF_MS);
}

void add_cpu(const struct about *about, const struct cpu *cpu)
{
    add_value(about, FACT_RESOURCE, cpu->urgency, "priority", text("%u", cpu->urgency));
    if (cpu->weight)
        add_value(about, FACT_RESOURCE, cpu->weight, "weight", text("%u", cpu->weight));
    if (!cpu->budget_us)
        return;
    char *budget = time_text(cpu->budget_us), *period = time_text(cpu->period_us);

    add_value(about, FACT_RESOURCE, ((uint64_t)cpu->budget_us << 32) / cpu->period_us, "budget",
              text("%s in %s", budget, period));
    free(budget);
    free(period);
}

void add_restart(const struct about *about, const struct evm_restart *policy)
{
    static const char *const whens[EVM_RESTART_WHENS] = {
        [EVM_RESTART_NEVER] = "never",
        [EVM_RESTART_FAILURE] = "after a failure",
        [EVM_RESTART_ALWAYS] = "always",
    };
    char *value = policy->when == EVM_RESTART_NEVER
                      ? text("never")
                      : text("%s, first pause %ums, at most %u in %us", whens[policy->when],
                             policy->backoff, policy->most, policy->period / US_OF_MS);

    add_value(about, FACT_BEHAVIOUR, 0, "restart", value);
}
