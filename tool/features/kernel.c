/* SPDX-License-Identifier: BSD-2-Clause */
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

#include "linux/build.h"

bool kernel_open(struct kernel *kernel)
{
    struct strings names = {0};
    bool good = true;

    linux_features(&names);
    kernel->features = need((names.count + 1) * sizeof(*kernel->features));
    for (uint32_t i = 0; i < names.count && good; i++) {
        struct feature *feature = &kernel->features[kernel->count++];

        feature->name = text("%s", names.item[i]);
        good = linux_feature(names.item[i], &feature->about, &feature->options);
        if (good && strstr(feature->about, " (see "))
            *strstr(feature->about, " (see ") = 0; /* for readers of the fragment */
    }
    if (!names.count)
        host_error("there are no features in eVM's source; set EVM_SOURCE to its folder");
    good = good && names.count;
    strings_free(&names);
    return good;
}

void kernel_close(struct kernel *kernel)
{
    for (uint32_t i = 0; i < kernel->count; i++) {
        free(kernel->features[i].name);
        free(kernel->features[i].about);
        strings_free(&kernel->features[i].options);
    }
    free(kernel->features);
    *kernel = (struct kernel){0};
}

static bool turns_on(const struct kernel *kernel, const bool *wanted, uint32_t but,
                     const char *option)
{
    for (uint32_t i = 0; i < kernel->count; i++)
        if (wanted[i] && i != but && strings_have(&kernel->features[i].options, option))
            return true;
    return false;
}

bool kernel_includes(const struct kernel *kernel, const bool *wanted, uint32_t feature)
{
    const struct strings *options = &kernel->features[feature].options;

    for (uint32_t i = 0; i < options->count; i++)
        if (!turns_on(kernel, wanted, feature, options->item[i]))
            return false;
    return true;
}

void kernel_reduce(const struct kernel *kernel, bool *wanted)
{
    for (uint32_t i = 0; i < kernel->count; i++)
        wanted[i] = wanted[i] && !kernel_includes(kernel, wanted, i);
}

char *kernel_included(const struct kernel *kernel, uint32_t feature)
{
    bool *alone = need(kernel->count * sizeof(bool));
    struct buffer list = {0};

    alone[feature] = true;
    for (uint32_t i = 0; i < kernel->count; i++)
        if (i != feature && kernel_includes(kernel, alone, i))
            buffer_format(&list, "%s%s", list.size ? ", " : "; includes ",
                          kernel->features[i].name);
    buffer_extend(&list, 1);
    free(alone);
    return list.data;
}
