/**
 * Build a fresh Vite project of a framework: its template's few files, one example, and popup/.
 *   node build.js react /tmp/examples /tmp/somewhere
 */
import react from '@vitejs/plugin-react'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import vue from '@vitejs/plugin-vue'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const [, , framework, examples, project] = process.argv

/** @param {string} app */
const strictly = app => `import { createElement, StrictMode } from "react"
import { createRoot } from "react-dom/client"
import App from "./${app}"
const app = createElement(StrictMode, null, createElement(App))
createRoot(document.getElementById("app")).render(app)`

const { example, main, plugin } = {
  react: { example: 'App.tsx', main: strictly('App'), plugin: react },
  'react-redirect': {
    example: 'App.redirect.tsx',
    main: strictly('App.redirect'),
    plugin: react,
  },
  vue: {
    example: 'App.vue',
    main: 'import { createApp } from "vue"\nimport App from "./App.vue"\ncreateApp(App).mount("#app")',
    plugin: vue,
  },
  svelte: {
    example: 'App.svelte',
    main:
      'import { mount } from "svelte"\nimport App from "./App.svelte"\n' +
      'mount(App, { target: document.getElementById("app") })',
    plugin: svelte,
  },
}[framework]

for (const folder of ['src/popup', 'public/popup'])
  mkdirSync(join(project, folder), { recursive: true })
symlinkSync(new URL('./node_modules', import.meta.url).pathname, join(project, 'node_modules'))
writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
writeFileSync(
  join(project, 'index.html'),
  '<!doctype html><title>Fresh</title><div id="app"></div><script type="module" src="/src/main.js"></script>',
)
writeFileSync(join(project, 'src/main.js'), main)
for (const file of [example, 'post.ts', 'popup/popup.js', 'popup/redirect.js'])
  cpSync(join(examples, framework.replace(/-.*/, ''), 'src', file), join(project, 'src', file))
for (const file of ['popup/callback.html', 'popup/callback.js'])
  cpSync(join(examples, file), join(project, 'public', file))
process.env.NODE_ENV = 'development' // in which React's StrictMode runs effects twice
await build({
  mode: 'development',
  root: project,
  configFile: false,
  logLevel: 'error',
  plugins: [plugin()],
  build: { target: 'es2022' },
})
