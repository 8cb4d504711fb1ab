package io.waystone.api;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.waystone.api.authorization.Authorization;
import io.waystone.api.authorization.Match;
import io.waystone.api.authorization.Rules;
import io.waystone.api.authorization.Scope;
import io.waystone.api.authorization.ServiceAccountMatch;
import io.waystone.api.authorization.StringMatch;
import io.waystone.api.ca.IstioCertificateRequest;
import io.waystone.api.ca.IstioCertificateResponse;
import io.waystone.api.ca.IstioCertificateServiceGrpc;
import io.waystone.api.workload.Address;
import io.waystone.api.workload.AppProtocol;
import io.waystone.api.workload.GatewayAddress;
import io.waystone.api.workload.LoadBalancing;
import io.waystone.api.workload.NetworkAddress;
import io.waystone.api.workload.Port;
import io.waystone.api.workload.Service;
import io.waystone.api.workload.TunnelProtocol;
import io.waystone.api.workload.WeightedWaypoint;
import io.waystone.api.workload.Workload;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/** Names and numbers as Istio has them: those on the other end of the wire know no others. */
class WireFormatTest {

  @Test
  void certificates() {
    assertThat(IstioCertificateServiceGrpc.getCreateCertificateMethod().getFullMethodName())
        .isEqualTo("istio.v1.auth.IstioCertificateService/CreateCertificate");
    assertThat(fields(IstioCertificateRequest.getDescriptor()))
        .isEqualTo("1 csr, 3 validity_duration, 4 metadata");
    assertThat(fields(IstioCertificateResponse.getDescriptor())).isEqualTo("1 cert_chain");
  }

  @Test
  void services() {
    assertThat(Address.getDescriptor().getFullName()).isEqualTo("istio.workload.Address");
    assertThat(fields(Address.getDescriptor())).isEqualTo("1 workload, 2 service");
    assertThat(fields(Service.getDescriptor()))
        .isEqualTo(
            "1 name, 2 namespace, 3 hostname, 4 addresses, 5 ports, 6 subject_alt_names, 7"
                + " waypoint, 8 load_balancing, 9 ip_families, 10 extensions, 11 canonical, 12"
                + " ingress_use_waypoint, 13 weighted_waypoints, 14 visibility");
    assertThat(fields(Port.getDescriptor()))
        .isEqualTo("1 service_port, 2 target_port, 3 app_protocol");
    assertThat(fields(GatewayAddress.getDescriptor()))
        .isEqualTo("1 hostname, 2 address, 3 hbone_mtls_port");
    assertThat(fields(WeightedWaypoint.getDescriptor())).isEqualTo("1 destination, 2 weight");
    assertThat(fields(NetworkAddress.getDescriptor())).isEqualTo("1 network, 2 address, 3 length");
    assertThat(fields(LoadBalancing.getDescriptor()))
        .isEqualTo("1 routing_preference, 2 mode, 3 health_policy");
    assertThat(values(AppProtocol.getDescriptor()))
        .isEqualTo("0 UNKNOWN, 1 HTTP11, 2 HTTP2, 3 GRPC, 4 TCP, 5 TLS");
  }

  @Test
  void workloads() {
    assertThat(fields(Workload.getDescriptor()))
        .isEqualTo(
            "1 name, 2 namespace, 3 addresses, 4 network, 5 tunnel_protocol, 6 trust_domain, 7"
                + " service_account, 8 waypoint, 9 node, 10 canonical_name, 11 canonical_revision,"
                + " 12 workload_type, 13 workload_name, 14 native_tunnel, 16"
                + " authorization_policies, 17 status, 18 cluster_id, 19 network_gateway, 20 uid,"
                + " 21 hostname, 22 services, 23 application_tunnel, 24 locality, 25 network_mode,"
                + " 26 extensions, 27 capacity");
    assertThat(values(TunnelProtocol.getDescriptor()))
        .isEqualTo("0 NONE, 1 HBONE, 2 LEGACY_ISTIO_MTLS");
  }

  @Test
  void authorizations() {
    assertThat(Authorization.getDescriptor().getFullName())
        .isEqualTo("istio.security.Authorization");
    assertThat(fields(Authorization.getDescriptor()))
        .isEqualTo("1 name, 2 namespace, 3 scope, 4 action, 5 groups, 6 dry_run, 7 extensions");
    assertThat(fields(Rules.getDescriptor())).isEqualTo("2 matches");
    assertThat(fields(Match.getDescriptor()))
        .isEqualTo(
            "1 namespaces, 2 not_namespaces, 3 principals, 4 not_principals, 5 source_ips, 6"
                + " not_source_ips, 7 destination_ips, 8 not_destination_ips, 9 destination_ports,"
                + " 10 not_destination_ports, 11 service_accounts, 12 not_service_accounts, 13"
                + " extensions");
    assertThat(fields(ServiceAccountMatch.getDescriptor()))
        .isEqualTo("1 namespace, 2 serviceAccount");
    assertThat(fields(StringMatch.getDescriptor()))
        .isEqualTo("1 exact, 2 prefix, 3 suffix, 4 presence");
    assertThat(values(Scope.getDescriptor()))
        .isEqualTo("0 GLOBAL, 1 NAMESPACE, 2 WORKLOAD_SELECTOR");
  }

  private static String fields(Descriptor message) {
    return message.getFields().stream()
        .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
        .map(field -> field.getNumber() + " " + field.getName())
        .collect(joining(", "));
  }

  private static String values(EnumDescriptor type) {
    return type.getValues().stream()
        .sorted(Comparator.comparingInt(EnumValueDescriptor::getNumber))
        .map(value -> value.getNumber() + " " + value.getName())
        .collect(joining(", "));
  }
}
