// Conversations: chat templates with limits, and the mask of what a model learns from a turn.
export { BUILTIN_TEMPLATES } from './builtin-templates.js';
export type { ChatTemplate } from './chat-template.js';
export { chooseTemplate } from './choose-template.js';
export type { Conversation } from './conversation.js';
export { type EncodedConversation, encodeConversation, encodePromptOf } from './encode-conversation.js';
export {
  type ConversationRenderer,
  createRenderer,
  type Rendering,
  type TextRange,
} from './render-conversation.js';
export { RENDER_LIMITS, type RenderLimits } from './render-limits.js';
export { readTemplateFile, TEMPLATE_FILE, TOKENIZER_CONFIG_FILE, templateFiles } from './template-files.js';
export { type TurnEnd, turnEnd } from './turn-end.js';
