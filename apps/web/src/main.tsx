// The browser's way in.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { PALETTE, paint } from './look/palette.ts';
import { rememberedLanguage, speak } from './text/language.tsx';
import './look/app.css';

paint(document.documentElement);
speak(rememberedLanguage());
document.querySelector('meta[name=theme-color]')?.setAttribute('content', PALETTE.sheet);

// After an update the chunks of the open page are gone: it is loaded anew, once.
const RELOADED = 'maplebridge.reloaded';
addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem(RELOADED) === location.href) return;
  sessionStorage.setItem(RELOADED, location.href);
  location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
