/* SPDX-License-Identifier: BSD-2-Clause */
#include "complete.h"

#include <string.h>

#include "scripts.h"

bool show_completion(const char *shell, const char *keys)
{
    static void (*const scripts[SHELLS])(const char *keys) = {
        [SHELL_BASH] = bash_script, [SHELL_ZSH] = zsh_script, [SHELL_FISH] = fish_script};

    for (unsigned i = 0; i < SHELLS; i++)
        if (!strcmp(shells[i].name, shell)) {
            scripts[i](keys);
            return true;
        }
    return false;
}
