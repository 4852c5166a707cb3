using k8s;
using k8s.Models;

namespace Bidding.Cluster.Tests.Deploy;

/// <summary>The manifests as kustomize would build them, read strictly, keep the rules that a cluster of silos needs.</summary>
public sealed class KubernetesTests
{
    public static TheoryData<string> Folders() => ["base", "overlays/dev", "overlays/production"];

    [Fact]
    public void Manifests_AsTheyStand_AreReadStrictlyAndNamedByTheirKustomization()
    {
        foreach (var file in Directory.EnumerateFiles(RepositoryFiles.At("deploy", "k8s"), "*.yaml", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "kustomization.yaml"))
        {
            var text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "kustomization.yaml"));
            Assert.Contains(Path.GetFileName(file), text, StringComparison.Ordinal);
            Assert.NotEmpty(KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true));
        }
    }

    [Fact]
    public void Manifest_UnknownField_IsRefused() =>
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString("apiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { clusterIPx: None }\n", strict: true));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Deployment_InEveryOverlay_IsOneThatNeverHasFewerPodsThanAsked(string folder)
    {
        var deployment = Kustomization.Single<V1Deployment>(Build(folder));
        var (rolling, pod) = (deployment.Spec.Strategy.RollingUpdate, deployment.Spec.Template.Spec);
        Assert.Equal("0", rolling.MaxUnavailable.Value);
        // An apply would set the autoscaler's number back to it.
        Assert.Null(deployment.Spec.Replicas);
        Assert.NotEqual("0", rolling.MaxSurge.Value);
        var sleep = Assert.Single(pod.Containers).Lifecycle.PreStop.Sleep.Seconds;
        Assert.True(sleep >= 5 && pod.TerminationGracePeriodSeconds >= sleep + 45, "there must be time to drain after preStop");
        Assert.Contains(pod.TopologySpreadConstraints, constraint => constraint.TopologyKey == "topology.kubernetes.io/zone");
        Assert.Contains(pod.TopologySpreadConstraints, constraint => constraint.TopologyKey == "kubernetes.io/hostname");
        Assert.Equal(deployment.Spec.Selector.MatchLabels, deployment.Spec.Template.Metadata.Labels);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Probes_InEveryOverlay_AskWhatANodeServes(string folder)
    {
        var node = Kustomization.Single<V1Deployment>(Build(folder)).Spec.Template.Spec.Containers[0];
        Assert.Equal(("/health/ready", "/health/live", "/health/ready"), (node.StartupProbe.HttpGet.Path, node.LivenessProbe.HttpGet.Path, node.ReadinessProbe.HttpGet.Path));
        Assert.All((V1Probe[])[node.StartupProbe, node.LivenessProbe, node.ReadinessProbe], probe => Assert.Equal("http", probe.HttpGet.Port.Value));
        var gateway = File.ReadAllText(RepositoryFiles.At("src", "Bidding.Gateway", "GatewaySetup.cs"));
        Assert.All((string[])["\"/health/live\"", "\"/health/ready\""], path => Assert.Contains(path, gateway, StringComparison.Ordinal));
        Assert.Equal([5000, 8080, 11111], node.Ports.Select(port => port.ContainerPort).Order());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Pods_InEveryOverlay_RunWithNoMoreThanTheyNeed(string folder)
    {
        var built = Build(folder);
        foreach (var pod in (V1PodSpec[])[Kustomization.Single<V1Deployment>(built).Spec.Template.Spec, Kustomization.Single<V1Job>(built).Spec.Template.Spec])
        {
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            var container = Assert.Single(pod.Containers);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.True(container.Resources.Requests.ContainsKey("cpu") && container.Resources.Requests.ContainsKey("memory") && container.Resources.Limits.ContainsKey("memory"));
            Assert.All(container.VolumeMounts, mount => Assert.Contains(pod.Volumes, volume => volume.Name == mount.Name));
        }

        Assert.False(Kustomization.Single<V1ServiceAccount>(built).AutomountServiceAccountToken);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Network_InEveryOverlay_IsClosedUnlessOpened(string folder)
    {
        var policies = Build(folder).OfType<V1NetworkPolicy>().ToList();
        var deny = policies.Single(policy => policy.Name() == "deny-all");
        Assert.True(deny.Spec.PodSelector.MatchLabels is null or { Count: 0 } && deny.Spec.Ingress is null && deny.Spec.Egress is null);
        Assert.Equal(["Egress", "Ingress"], deny.Spec.PolicyTypes.Order());
        Assert.All(policies.Where(policy => policy != deny).SelectMany(policy => policy.Spec.Ingress ?? []), rule => Assert.True(rule.FromProperty is { Count: > 0 } && rule.Ports is { Count: > 0 }));
        Assert.All(policies.Where(policy => policy != deny).SelectMany(policy => policy.Spec.Egress ?? []), rule => Assert.True(rule.Ports is { Count: > 0 }));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Others_InEveryOverlay_PointAtTheDeployment(string folder)
    {
        var built = Build(folder);
        var deployment = Kustomization.Single<V1Deployment>(built);
        var labels = deployment.Spec.Template.Metadata.Labels;
        var ports = deployment.Spec.Template.Spec.Containers[0].Ports.Select(port => port.Name).ToList();
        var scaler = Kustomization.Single<V2HorizontalPodAutoscaler>(built);
        Assert.Equal(("Deployment", deployment.Name()), (scaler.Spec.ScaleTargetRef.Kind, scaler.Spec.ScaleTargetRef.Name));
        Assert.Equal("cpu", Assert.Single(scaler.Spec.Metrics).Resource.Name);
        Assert.True(scaler.Spec.MinReplicas >= 2 && scaler.Spec.MaxReplicas >= scaler.Spec.MinReplicas);
        Assert.Equal("1", Kustomization.Single<V1PodDisruptionBudget>(built).Spec.MaxUnavailable.Value);
        Assert.Equal(labels, Kustomization.Single<V1PodDisruptionBudget>(built).Spec.Selector.MatchLabels);
        var services = built.OfType<V1Service>().ToList();
        Assert.Equal(["bidding-grpc", "bidding-http"], services.Select(service => service.Name()).Order());
        Assert.Equal("None", services.Single(service => service.Name() == "bidding-grpc").Spec.ClusterIP);
        Assert.All(services, service =>
        {
            Assert.Equal(labels, service.Spec.Selector);
            Assert.All(service.Spec.Ports, port => Assert.Contains(port.TargetPort.Value, ports));
        });
        var config = Kustomization.Single<V1ConfigMap>(built).Name();
        Assert.Equal(["migrate"], Kustomization.Single<V1Job>(built).Spec.Template.Spec.Containers[0].Args);
        Assert.All(built.OfType<V1Deployment>().Select(one => one.Spec.Template.Spec).Concat(built.OfType<V1Job>().Select(one => one.Spec.Template.Spec)), pod => Assert.Equal(config, pod.Containers[0].EnvFrom.Single().ConfigMapRef.Name));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Environment_InEveryOverlay_NamesSettingsOfANode(string folder)
    {
        var built = Build(folder);
        var node = Kustomization.Single<V1Deployment>(built).Spec.Template.Spec.Containers[0];
        var names = Kustomization.Single<V1ConfigMap>(built).Data.Keys.Concat(node.Env.Select(variable => variable.Name)).ToList();
        NodeSettingNames.AssertKnown(names);
        Assert.Equal("status.podIP", node.Env.Single(variable => variable.Name == "BIDDING_Cluster__AdvertisedAddress").ValueFrom.FieldRef.FieldPath);
        Assert.All(node.Args.Where(argument => argument.StartsWith("$(", StringComparison.Ordinal)), argument => Assert.Contains(argument[2..^1], names));
    }

    private static List<object> Build(string folder) => Kustomization.BuildTyped(RepositoryFiles.At("deploy", "k8s", folder));
}
