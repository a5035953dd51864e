// Chat templates by name, written from the published formats: OpenAI's ChatML, Meta's Llama 3, Google's Gemma, Stanford's Alpaca.
// Each marks the assistant's turns, so that masks need no guessing.
import type { ChatTemplate } from './chat-template.js';

const CHATML = `
{%- for message in messages -%}
{{ '<|im_start|>' + message.role + '\\n' }}
{%- if message.role == 'assistant' -%}
{% generation %}{{ message.content + '<|im_end|>' }}{% endgeneration %}
{%- else -%}
{{ message.content + '<|im_end|>' }}
{%- endif -%}
{{ '\\n' }}
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

/** None of the formats says how tools are written; leaving them out unsaid would teach the wrong thing. */
function template(name: string, source: string): ChatTemplate {
  const refuse = (condition: string, what: string) =>
    `{%- if ${condition} -%}{{ raise_exception('the ${name} template does not write ${what}') }}{%- endif -%}`;
  return Object.freeze({
    name,
    source: source
      .trim()
      .replace(
        LOOP,
        `${refuse('tools', 'tools')}\n${LOOP}\n${refuse('message.tool_calls', 'calls of tools')}`,
      ),
  });
}

/** By name. */
export const BUILTIN_TEMPLATES: ReadonlyMap<string, ChatTemplate> = new Map(
  [
    template('chatml', CHATML),
    template('llama3', LLAMA3),
    template('gemma', GEMMA),
    template('plain', PLAIN),
    template('alpaca', ALPACA),
  ].map((entry) => [entry.name, entry]),
);
