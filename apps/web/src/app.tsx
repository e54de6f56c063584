// Which address shows which page. Every page is a chunk of its own; the map engine comes with the map.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import type { Locale } from 'antd/es/locale/index.js';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import { lazy, Suspense, type ReactNode } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { SECOND } from '#platform/time/index.ts';
import { mayPass, waitAskedMs } from './api/request.ts';
import { useMe } from './api/session.ts';
import { Frame } from './frame/frame.tsx';
import { homeOf } from './frame/pages.ts';
import { PHONE, STILL, useMedia } from './look/screen.ts';
import { Fence, Waiting } from './look/states.tsx';
import { themeFor } from './look/theme.ts';
import { TextProvider, useText } from './text/language.tsx';

const SignInPage = lazy(() => import('./identity/sign-in.tsx'));
const WorkPage = lazy(() => import('./incident/work.tsx'));
const DeskPage = lazy(() => import('./desk/desk-page.tsx'));
const TasksPage = lazy(() => import('./field/tasks-page.tsx'));
const SquarePage = lazy(() => import('./incident/square.tsx'));
const SupervisionsPage = lazy(() => import('./incident/supervisions.tsx'));
const SpotChecksPage = lazy(() => import('./spot-checks/spot-checks-page.tsx'));
const TopicsPage = lazy(() => import('./topics/topics-page.tsx'));
const IncidentPage = lazy(() => import('./incident/incident-page.tsx'));
const TrackPage = lazy(() => import('./incident/track.tsx'));
const ReportPage = lazy(() => import('./intake/report.tsx'));
const ImportPage = lazy(() => import('./intake/import.tsx'));
const MapPage = lazy(() => import('./map/map-page.tsx'));
const AccountPage = lazy(() => import('./identity/account.tsx'));
const AccountsPage = lazy(() => import('./identity/accounts.tsx'));
const PoliciesPage = lazy(() => import('./identity/policies.tsx'));
const AuditPage = lazy(() => import('./identity/audit.tsx'));
const RoutesPage = lazy(() => import('./dispatch/routes.tsx'));
const MessagesPage = lazy(() => import('./notification/messages-page.tsx'));
const DeliveriesPage = lazy(() => import('./notification/deliveries.tsx'));
const RosterPage = lazy(() => import('./roster/roster-page.tsx'));
const ResourcesPage = lazy(() => import('./roster/resources-page.tsx'));
const DutyListsPage = lazy(() => import('./roster/duty-lists-page.tsx'));
const CatalogPage = lazy(() => import('./catalog/catalog-page.tsx'));
const WhatIfPage = lazy(() => import('./what-if/what-if-page.tsx'));
const ModelsPage = lazy(() => import('./models/models-page.tsx'));
const ExchangePage = lazy(() => import('./exchange/exchange.tsx'));
const MorePage = lazy(() => import('./frame/more.tsx'));
const NotFoundPage = lazy(() => import('./frame/not-found.tsx'));

/** Beyond, the page says what is the matter instead of waiting. */
const PATIENCE_MS = 5 * SECOND;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // Twice, if nobody has to wait long for it.
      retry: (count, error) => count < 2 && mayPass(error) && waitAskedMs(error) <= PATIENCE_MS,
      retryDelay: (count, error) => Math.max(2 ** count * SECOND, waitAskedMs(error)),
    },
  },
});

export function App() {
  return (
    <TextProvider>
      <QueryClientProvider client={queries}>
        <Look>
          <Fence>
            <BrowserRouter>
              <Suspense fallback={<Waiting />}>
                <Pages />
              </Suspense>
            </BrowserRouter>
          </Fence>
        </Look>
      </QueryClientProvider>
    </TextProvider>
  );
}

// Bundlers give the locale itself, Node's resolution its module object; both are taken.
const localeOf = (module: Locale | { default: Locale }): Locale =>
  'default' in module ? module.default : module;

function Look({ children }: { children: ReactNode }) {
  const { language } = useText();
  const phone = useMedia(PHONE);
  const still = useMedia(STILL);
  return (
    <ConfigProvider
      theme={themeFor({ phone, still })}
      locale={localeOf(language === 'zh' ? zhCN : enUS)}
      button={{ autoInsertSpace: false }}
    >
      <AntApp className="app" message={{ maxCount: 3 }}>
        {children}
      </AntApp>
    </ConfigProvider>
  );
}

function Home() {
  return <Navigate to={homeOf(useMe(), useMedia(PHONE))} replace />;
}

function Pages() {
  return (
    <Routes>
      <Route path="/sign-in" element={<SignInPage />} />
      <Route path="/t" element={<TrackPage />} />
      <Route path="/t/:code" element={<TrackPage />} />
      <Route element={<Frame />}>
        <Route index element={<Home />} />
        <Route path="/work" element={<WorkPage />} />
        <Route path="/tasks" element={<TasksPage />} />
        <Route path="/desk" element={<DeskPage />} />
        <Route path="/square" element={<SquarePage />} />
        <Route path="/supervisions" element={<SupervisionsPage />} />
        <Route path="/spot-checks" element={<SpotChecksPage />} />
        <Route path="/spot-checks/:draw" element={<SpotChecksPage />} />
        <Route path="/topics" element={<TopicsPage />} />
        <Route path="/incidents/:id" element={<IncidentPage />} />
        <Route path="/report" element={<ReportPage />} />
        <Route path="/map" element={<MapPage />} />
        <Route path="/import" element={<ImportPage />} />
        <Route path="/messages" element={<MessagesPage />} />
        <Route path="/account" element={<AccountPage />} />
        <Route path="/admin/accounts" element={<AccountsPage />} />
        <Route path="/admin/policies" element={<PoliciesPage />} />
        <Route path="/admin/deliveries" element={<DeliveriesPage />} />
        <Route path="/admin/audit" element={<AuditPage />} />
        <Route path="/admin/routes" element={<RoutesPage />} />
        <Route path="/roster" element={<RosterPage />} />
        <Route path="/resources" element={<ResourcesPage />} />
        <Route path="/duty-lists" element={<DutyListsPage />} />
        <Route path="/what-if" element={<WhatIfPage />} />
        <Route path="/catalog" element={<CatalogPage />} />
        <Route path="/admin/exchange" element={<ExchangePage />} />
        <Route path="/admin/models" element={<ModelsPage />} />
        <Route path="/more" element={<MorePage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
