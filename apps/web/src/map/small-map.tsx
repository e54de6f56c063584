export default function SmallMap(_: { countyId: number; lng6: number; lat6: number; villageId: number | null; gridId: number | null }) { return <div className="small-map" />; }
