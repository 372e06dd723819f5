// HTML as Element Web lets it through: a JSON list on standard input, the list of what became of each on standard output.
//
// node sanitize.mjs FOLDER    where FOLDER is the one with node_modules

import { text } from "node:stream/consumers";

import { load } from "./modules.mjs";

// What Element Web allows (its HtmlUtils). Attributes that it sets itself or rewrites are left out: we send none of them.
const OPTIONS = {
  allowedTags: [
    ..."a b blockquote br caption code del details div em font h1 h2 h3 h4 h5 h6 hr i img li nl ol p pre".split(" "),
    ..."span strike strong sub summary sup table tbody td th thead tr u ul".split(" "),
  ],
  allowedAttributes: { a: ["href", "name", "target", "rel"], ol: ["start"], code: ["class"] },
  allowedClasses: { code: ["language-*"] },
  allowedSchemes: ["https", "http", "mailto", "matrix", "magnet"],
  allowProtocolRelative: false,
  selfClosing: ["img", "br", "hr", "area", "base", "basefont", "input", "link", "meta"],
  nestingLimit: 50,
};

const { default: sanitize } = await load("sanitize-html");
const asked = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(asked.map((html) => sanitize(html, OPTIONS))));
