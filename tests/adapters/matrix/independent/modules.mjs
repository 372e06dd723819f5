// Packages out of a folder that is no parent of these files: nothing is installed into the checkout.

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const installed = createRequire(join(process.argv[2], "package.json"));

export const load = (name) => import(pathToFileURL(installed.resolve(name)).href);
