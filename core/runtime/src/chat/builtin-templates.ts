// Chat templates by name, written from the published formats: OpenAI's ChatML, Meta's Llama 3, Google's Gemma, Stanford's Alpaca.
// Each marks the assistant's turns, so that masks need no guessing.
import type { ChatTemplate } from './chat-template.js';

/**
 * Tools as Hermes and Qwen have them: described in the turn of the system within `<tools>`, called within `<tool_call>` by the assistant,
 * answered within `<tool_response>` in turns of the user.
 */
const CHATML = `
{%- if tools -%}
{{ '<|im_start|>system\\n' }}
{%- if messages and messages[0].role == 'system' -%}
{{ messages[0].content + '\\n\\n' }}
{%- endif -%}
{{ 'Tools that may be called, a JSON object a line:\\n<tools>' }}
{%- for tool in tools -%}
{{ '\\n' + tool | tojson }}
{%- endfor -%}
{{ '\\n</tools>\\nEach call is a JSON object:\\n<tool_call>\\n{"name": ..., "arguments": {...}}\\n</tool_call><|im_end|>\\n' }}
{%- endif -%}
{%- for message in messages -%}
{%- if message.role == 'system' and loop.first and tools -%}
{%- elif message.role == 'tool' -%}
{%- if loop.first or messages[loop.index0 - 1].role != 'tool' -%}
{{ '<|im_start|>user' }}
{%- endif -%}
{{ '\\n<tool_response>\\n' + message.content + '\\n</tool_response>' }}
{%- if loop.last or messages[loop.index0 + 1].role != 'tool' -%}
{{ '<|im_end|>\\n' }}
{%- endif -%}
{%- elif message.role == 'assistant' -%}
{{ '<|im_start|>assistant\\n' }}{% generation %}{{ message.content }}
{%- for tool_call in message.tool_calls or [] -%}
{%- set call = tool_call.function or tool_call -%}
{%- if message.content or not loop.first -%}
{{ '\\n' }}
{%- endif -%}
{{ '<tool_call>\\n{"name": ' + call.name | tojson + ', "arguments": ' }}
{{- call.arguments if call.arguments is string else call.arguments | tojson }}
{{- '}\\n</tool_call>' }}
{%- endfor -%}
{{ '<|im_end|>' }}{% endgeneration %}{{ '\\n' }}
{%- else -%}
{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '<|im_start|>assistant\\n' }}
{%- endif -%}
`;

const LLAMA3 = `
{{- bos_token -}}
{%- for message in messages -%}
{{ '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' }}
{%- if message.role == 'assistant' -%}
{% generation %}{{ message.content | trim }}{{ '<|eot_id|>' }}{% endgeneration %}
{%- else -%}
{{ message.content | trim }}{{ '<|eot_id|>' }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif -%}
`;

/** A system message stands before what the user says first. */
const GEMMA = `
{{- bos_token -}}
{%- set ns = namespace(before='') -%}
{%- for message in messages -%}
{%- if message.role == 'system' -%}
{%- if loop.last -%}
{{ raise_exception('the gemma template writes a system message with what the user says next, and nothing follows') }}
{%- endif -%}
{%- set ns.before = ns.before + message.content + '\\n\\n' -%}
{%- elif message.role == 'assistant' -%}
{{ '<start_of_turn>model\\n' }}{% generation %}{{ message.content | trim }}{{ '<end_of_turn>' }}{% endgeneration %}{{ '\\n' }}
{%- else -%}
{{ '<start_of_turn>' + message.role + '\\n' + ns.before }}{{ message.content | trim }}{{ '<end_of_turn>\\n' }}
{%- set ns.before = '' -%}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '<start_of_turn>model\\n' }}
{%- endif -%}
`;

/** Words only; a turn of the assistant ends with the end token where the tokenizer has one, and with a line feed in any case. */
const PLAIN = `
{%- for message in messages -%}
{{ message.role + ':' }}
{%- if message.role == 'assistant' -%}
{% generation %}{{ ' ' + message.content }}{{ eos_token if eos_token is defined else '\\n' }}{% endgeneration %}
{{- '\\n' if eos_token is defined -}}
{%- else -%}
{{ ' ' + message.content + '\\n' }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ 'assistant:' }}
{%- endif -%}
`;

const ALPACA = `
{%- for message in messages -%}
{%- if message.role == 'system' -%}
{{ message.content + '\\n\\n' }}
{%- elif message.role == 'user' -%}
{{ '### Instruction:\\n' + message.content + '\\n\\n' }}
{%- elif message.role == 'assistant' -%}
{{ '### Response:\\n' }}{% generation %}{{ message.content }}{{ eos_token if eos_token is defined else '\\n\\n' }}{% endgeneration %}
{{- '\\n\\n' if eos_token is defined -}}
{%- else -%}
{{ raise_exception('the alpaca template knows the roles system, user and assistant, not ' + message.role) }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '### Response:\\n' }}
{%- endif -%}
`;

const LOOP = '{%- for message in messages -%}';

function template(name: string, source: string): ChatTemplate {
  return Object.freeze({ name, source: source.trim() });
}

/** The format does not say how tools are written; leaving them out unsaid would teach the wrong thing. */
function withoutTools(name: string, source: string): ChatTemplate {
  const refuse = (condition: string, what: string) =>
    `{%- if ${condition} -%}{{ raise_exception('the ${name} template does not write ${what}; chatml does') }}{%- endif -%}`;
  const checks = `${refuse('tools', 'tools')}\n${LOOP}\n${refuse('message.tool_calls', 'calls of tools')}`;
  return template(name, source.replace(LOOP, checks));
}

/** By name. */
export const BUILTIN_TEMPLATES: ReadonlyMap<string, ChatTemplate> = new Map(
  [
    template('chatml', CHATML),
    withoutTools('llama3', LLAMA3),
    withoutTools('gemma', GEMMA),
    withoutTools('plain', PLAIN),
    withoutTools('alpaca', ALPACA),
  ].map((entry) => [entry.name, entry]),
);
