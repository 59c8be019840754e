#!/usr/bin/env bash
# radosgw.sh DIR PORT MON_PORT: one node of Ceph (monitor, object store, S3 gateway) on 127.0.0.1, its data in DIR. Runs until
# one of the three ends; when this script is killed the kernel ends all three. DIR/ready says that it can be used, by
# user openpayments with access key `openpayments` and secret key `openpayments-secret`.
set -euo pipefail
dir=$1 port=$2 mon_port=$3
conf=$dir/ceph.conf
export CEPH_CONF=$conf
rm -f "$dir/ready"

# The daemons are asked to die with their parent, by the only signal that nobody can ignore.
daemon() { setpriv --pdeathsig KILL "$@" & }

is_new=0
if [[ ! -f $conf ]]; then
  is_new=1
  mkdir -p "$dir"/{mon,osd,rgw,run,log}
  cat >"$conf" <<CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = [v2:127.0.0.1:$mon_port/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
ms bind port min = $((mon_port + 1))
ms bind port max = $((mon_port + 90))
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms client mode = crc
ms service mode = crc
ms cluster mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
auth allow insecure global id reclaim = false
run dir = $dir/run
pid file = $dir/run/\$type.\$id.pid
admin socket = $dir/run/\$name.asok
log file = $dir/log/\$name.log
mon cluster log file = $dir/log/cluster.log
crash dir = $dir/log
debug ms = 0/0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
mon data avail crit = 1
mon data avail warn = 2
osd objectstore = bluestore
bluestore block size = 10737418240
bluestore block wal create = false
bluestore cache autotune = false
bluestore cache size = 67108864
osd memory target = 939524096
bluefs buffered io = true
[mon.a]
mon data = $dir/mon
[osd.0]
osd data = $dir/osd
[client.rgw]
rgw data = $dir/rgw
rgw frontends = beast endpoint=127.0.0.1:$port
rgw thread pool size = 64
rgw enable usage log = false
rgw enable ops log = false
rgw run sync thread = false
CONF
  monmaptool --create --fsid "$(awk '/^fsid/ { print $3 }' "$conf")" --addv a "[v2:127.0.0.1:$mon_port]" "$dir/monmap"
  ceph-mon --mkfs -i a -c "$conf" --monmap "$dir/monmap"
fi

daemon ceph-mon -f -i a -c "$conf"
if ((is_new)); then
  osd=$(cat /proc/sys/kernel/random/uuid)
  ceph -c "$conf" osd new "$osd"
  ceph-osd -i 0 -c "$conf" --mkfs --osd-uuid "$osd"
  ceph -c "$conf" osd crush add osd.0 1 root=default host=local
fi
daemon ceph-osd -f -i 0 -c "$conf"
until ceph -c "$conf" osd stat | grep -q '1 up'; do sleep 0.2; done
daemon radosgw -f -n client.rgw -c "$conf"
until curl -s -o "$dir/log/hello" "http://127.0.0.1:$port/"; do sleep 0.1; done
if ((is_new)); then
  radosgw-admin -c "$conf" -n client.rgw user create --uid=openpayments --display-name=OpenPayments --access-key=openpayments --secret=openpayments-secret
fi
touch "$dir/ready"
wait -n
