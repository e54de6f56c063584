// The columns of a file and what they mean, with its first rows as they would be read.
import { Select, Table } from 'antd';
import { REPORT_FIELDS, type ImportPreview, type ReportField } from '#modules/intake/contract.ts';
import { type ImportMapping } from '../api/imports.ts';
import { exactTime } from '../look/time.ts';
import { TableBox } from '../look/table-box.tsx';
import { useText } from '../text/language.tsx';

type Preview = ImportPreview;

export function MappingTable({
  preview,
  mapping,
  onChange,
}: {
  preview: Preview;
  mapping: ImportMapping;
  onChange: (mapping: ImportMapping) => void;
}) {
  const { t } = useText();
  const sample = preview.rows.find((row) => row.cells)?.cells ?? {};
  const choose = (field: ReportField, column: string | undefined): void => {
    const { [field]: _before, ...others } = mapping.fields;
    onChange({ ...mapping, fields: column ? { ...others, [field]: { column } } : others });
  };
  return (
    <TableBox label={t('import.mapping')}>
      <Table
        className="sheet"
        rowKey="field"
        size="small"
        pagination={false}
        dataSource={REPORT_FIELDS.map((field) => ({ field }))}
        columns={[
          {
            title: t('import.field'),
            render: (_, { field }) => t(`import.field.${field}`),
            width: 140,
          },
          {
            title: t('import.column'),
            width: 300,
            render: (_, { field }) => {
              const rule = mapping.fields[field];
              if (rule && !('column' in rule))
                return (
                  <span className="quiet">
                    {'template' in rule
                      ? `${t('import.template')}: ${rule.template}`
                      : `${t('import.constant')}: ${rule.constant}`}
                  </span>
                );
              return (
                <Select
                  className="wide"
                  allowClear
                  showSearch={{ optionFilterProp: 'label' }}
                  value={rule?.column ?? null}
                  onChange={(column?: string) => choose(field, column)}
                  options={preview.headers.map((header) => ({ value: header, label: header }))}
                  placeholder={t('import.notMapped')}
                  aria-label={t(`import.field.${field}`)}
                />
              );
            },
          },
          {
            title: t('import.sample'),
            render: (_, { field }) => {
              const rule = mapping.fields[field];
              return (
                <span className="quiet cut">
                  {rule && 'column' in rule ? (sample[rule.column] ?? '') : ''}
                </span>
              );
            },
          },
        ]}
      />
    </TableBox>
  );
}

export function Rows({ preview }: { preview: Preview }) {
  const { t, language } = useText();
  return (
    <section className="card" aria-labelledby="import-rows">
      <h2 id="import-rows">{t('import.preview')}</h2>
      <TableBox label={t('import.preview')}>
        <Table
          rowKey="row"
          size="small"
          pagination={false}
          dataSource={preview.rows}
          columns={[
            {
              title: t('import.rowNo'),
              render: (_, { row }) => <span className="quiet">{t('import.row', { row })}</span>,
              width: 80,
            },
            {
              title: t('import.field.occurredAt'),
              render: (_, { report }) => (report ? exactTime(language, report.occurredAt) : ''),
              width: 180,
            },
            {
              title: t('import.field.text'),
              render: (_, { report, rejection, warnings }) =>
                report ? (
                  <>
                    <span className="cut cut-wide">{report.title || report.text}</span>
                    {warnings.map(({ message }) => (
                      <p key={message} className="quiet">
                        <span className="flag">{t('import.warning')}</span> {message}
                      </p>
                    ))}
                  </>
                ) : (
                  <span>
                    <span className="flag">{t('import.refusedRow')}</span> {rejection?.message}
                  </span>
                ),
            },
            {
              title: t('import.field.address'),
              render: (_, { report }) => <span className="cut">{report?.addressText}</span>,
            },
          ]}
        />
      </TableBox>
    </section>
  );
}
