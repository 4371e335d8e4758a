using Saccade.Cpu;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Networks;

[Collection(TorchTests.Name)]
public sealed class NetworkPlanTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(11);

    private static readonly Dictionary<string, ModelOptions> s_models = new()
    {
        ["additive"] = Synthetic.Tiny,
        ["identity start"] = Synthetic.Tiny with { IdentityStart = true, LocationHidden = 4 },
        ["concatenated"] = Synthetic.Tiny with { GlimpseForm = GlimpseForm.Concatenated, Channels = 3 },
        ["LSTM"] = Synthetic.Tiny with { Core = CoreKind.Lstm, IdentityStart = true },
        ["batch normalisation"] = Synthetic.Tiny with { BatchNorm = true },
        ["the paper's"] = PaperModels.Frame60,
        ["fully connected"] = Classifier(ModelKind.FullyConnected, 5),
        ["convolutional"] = Classifier(ModelKind.Convolutional, 5),
        ["convolutional without hidden layer"] = Classifier(ModelKind.Convolutional, 0),
    };

    public static TheoryData<string> Models => [.. s_models.Keys];

    [Fact]
    public void Layers_are_in_the_order_of_a_forward_pass_and_make_up_the_five_networks()
    {
        NetworkPlan plan = NetworkPlan.Create(Synthetic.Tiny with { LocationHidden = 4, BatchNorm = true });
        Assert.Equal(
            [
                "glimpse.what", "glimpse.where", "glimpse.what_out", "glimpse.where_out",
                "glimpse.what_norm", "glimpse.where_norm", "glimpse.out_norm",
                "core.input", "core.recurrent", "location.hidden", "location.mean", "action.scores", "baseline.value",
            ],
            plan.Layers.Select(layer => layer.Name));
        Assert.Equal(["glimpse", "core", "location", "action", "baseline"], plan.Networks);
        Assert.Equal(["action", "baseline", "location"], plan.Terms);
        Assert.Equal(["action"], NetworkPlan.Create(Classifier(ModelKind.Convolutional, 5)).Terms);
        Assert.Equal((18, 5), (plan.Layer("glimpse.what").Inputs, plan.Layer("glimpse.what").Outputs));
        Assert.Throws<KeyNotFoundException>(() => plan.Layer("glimpse.nothing"));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Tensors_are_named_after_their_layers_and_the_trained_ones_are_the_parameters(string model)
    {
        NetworkPlan plan = NetworkPlan.Create(s_models[model]);
        TensorPlan[] tensors = [.. plan.Tensors()];
        Assert.Equal(tensors.Length, tensors.Select(tensor => tensor.Name).Distinct().Count());
        Assert.Equal(plan.Parameters, tensors.Where(tensor => tensor.IsTrained).Sum(tensor => (long)tensor.Length));
        Assert.All(tensors.Where(tensor => !tensor.IsTrained), tensor => Assert.Contains(".running_", tensor.Name));
        Assert.All(plan.Layers, layer => Assert.All(layer.Tensors(), tensor => Assert.StartsWith(layer.Name + ".", tensor.Name)));
        Assert.Equal(
            tensors.Select(tensor => (tensor.Name, string.Join(' ', tensor.Shape))),
            plan.InitialWeights(s_key).Select(weight => (weight.Name, string.Join(' ', weight.Shape))));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void First_weights_follow_from_the_key_and_lie_within_their_bounds(string model)
    {
        NetworkPlan plan = NetworkPlan.Create(s_models[model]);
        IReadOnlyList<NamedTensor> weights = plan.InitialWeights(s_key), other = plan.InitialWeights(RandomKey.FromSeed(12));
        TinyTraining.AssertSame(weights, plan.InitialWeights(s_key));
        foreach (LayerPlan layer in plan.Layers)
        {
            foreach ((NamedTensor tensor, NamedTensor second) in
                weights.Zip(other).Where(pair => pair.First.Name.StartsWith(layer.Name + ".", StringComparison.Ordinal)))
            {
                bool weight = tensor.Name.EndsWith(".weight", StringComparison.Ordinal);
                switch (layer.Start)
                {
                    case WeightStart.Uniform:
                        Assert.All(tensor.Values, value => Assert.InRange(Math.Abs(value), 0, 1 / Math.Sqrt(layer.Inputs)));
                        Assert.NotEqual(second.Values, tensor.Values);
                        break;
                    case WeightStart.Identity:
                        Assert.Equal(
                            tensor.Values.Select((_, i) => weight && i / layer.Inputs == i % layer.Inputs ? 1f : 0f), tensor.Values);
                        break;
                    default:
                        Assert.All(
                            tensor.Values,
                            value => Assert.Equal(weight || tensor.Name.EndsWith("_var", StringComparison.Ordinal) ? 1 : 0, value));
                        break;
                }
            }
        }
    }

    [Fact]
    public void Only_a_rectified_core_starts_as_the_identity_and_only_if_it_is_asked_to()
    {
        Assert.Equal(WeightStart.Identity, Start(Synthetic.Tiny with { IdentityStart = true }));
        Assert.Equal(WeightStart.Uniform, Start(Synthetic.Tiny));
        Assert.Equal(WeightStart.Uniform, Start(s_models["LSTM"]));

        static WeightStart Start(ModelOptions model) => NetworkPlan.Create(model).Layer("core.recurrent").Start;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Both_engines_begin_with_the_weights_of_the_plan(string name)
    {
        ModelOptions model = s_models[name];
        NamedTensor[] planned = [.. NetworkPlan.Create(model).InitialWeights(s_key).OrderBy(weight => weight.Name)];
        using TorchEngine torch = TorchReference.Engine(model, new(), s_key);
        AssertPlanned(torch);
        if (!model.BatchNorm)
        {
            using CpuEngine cpu = new(model, new(), s_key, threads: 1);
            AssertPlanned(cpu);
        }

        void AssertPlanned(IEngine engine)
        {
            IReadOnlyList<NamedTensor> weights = [.. engine.SaveWeights().OrderBy(weight => weight.Name)];
            TinyTraining.AssertSame(planned, weights);
            Assert.Equal(planned.Select(weight => weight.Shape), weights.Select(weight => weight.Shape));
            Assert.Equal(engine.Plan.Layers.Select(layer => layer.Name), NetworkPlan.Create(model).Layers.Select(layer => layer.Name));
        }
    }

    [Fact]
    public void Costs_of_the_papers_model_are_those_counted_by_hand()
    {
        NetworkPlan plan = NetworkPlan.Create(PaperModels.Mnist28);
        // One 8×8 patch; 7 glimpses, of which the policy decides on 6; the classes are named once.
        Assert.Equal(
            [
                ("glimpse", 64 * 128 + 128 + 2 * 128 + 128 + 2 * (128 * 256 + 256), 2 * (64 * 128 + 2 * 128 + 2 * 128 * 256), 7),
                ("core", 2 * (256 * 256 + 256), 2 * 2 * 256 * 256, 7),
                ("location", 256 * 2 + 2, 2 * 256 * 2, 6),
                ("action", 256 * 10 + 10, 2 * 256 * 10, 1),
                ("baseline", 256 + 1, 2 * 256, 6),
            ],
            plan.Costs().Select(cost => (cost.Network, cost.Parameters, cost.FlopsPerUse, cost.Uses)));
        Assert.Equal(plan.Costs().Sum(cost => cost.Parameters), plan.Parameters);
        // The baseline network is for training only.
        Assert.Equal(plan.Costs().Where(cost => cost.Network != "baseline").Sum(cost => cost.FlopsPerUse * cost.Uses), plan.ForwardFlops);
        Assert.Equal("64→128, 2→128, 128→256, 128→256", plan.Costs()[0].Layers);
    }

    [Fact]
    public void A_first_location_that_is_learned_is_one_decision_more_and_random_glimpses_are_none()
    {
        Assert.Equal((3, 3), Decisions(Synthetic.Tiny with { FirstLocation = FirstLocation.Learned }));
        Assert.Equal((2, 2), Decisions(Synthetic.Tiny));
        Assert.Equal((0, 0), Decisions(Synthetic.Tiny with { RandomGlimpses = true }));

        static (int, int) Decisions(ModelOptions model)
        {
            NetworkPlan plan = NetworkPlan.Create(model);
            return (plan.Layer("location.mean").Uses, plan.Layer("baseline.value").Uses);
        }
    }

    [Fact]
    public void A_stop_network_reads_an_answer_after_every_glimpse()
    {
        NetworkPlan plan = NetworkPlan.Create(Synthetic.Tiny with { Stop = new() { Units = 4 } });
        Assert.Equal((3, 2), (plan.Layer("action.scores").Uses, plan.Layer("stop.logit").Uses));
        Assert.Equal(1, NetworkPlan.Create(Synthetic.Tiny).Layer("action.scores").Uses);
    }

    private static ModelOptions Classifier(ModelKind kind, int units) => new()
    {
        Kind = kind,
        Classes = 4,
        Channels = 2,
        Classifier = new() { Units = units, Filters = 2, FilterSide = 4, Stride = 3, FrameWidth = 11, FrameHeight = 14 },
    };

    [Fact]
    public void The_cost_of_an_image_follows_glimpses_and_of_a_convolutional_net_its_size()
    {
        ModelOptions attention = new() { Glimpses = 6, Context = new() { Side = 4, Units = 3 }, CoreLayers = 2 };
        ImageSize size = new(1, 60, 60);
        ModelOptions cnn = new() { Kind = ModelKind.Cnn, Classifier = new() { FrameWidth = 60, FrameHeight = 60 } };

        Assert.Equal(NetworkPlan.Create(attention).ForwardFlops, NetworkPlan.FlopsOf(attention, size, 6));
        Assert.Equal(
            new[] { 8, 9 }.Average(glimpses => NetworkPlan.Create(attention with { Glimpses = glimpses }).ForwardFlops),
            NetworkPlan.FlopsOf(attention, size, 8.5));
        ModelOptions stops = attention with { Stop = new() { Units = 5 } };
        // h_s reads h_t, the price and the doubt, p_t reads h_s; an end after glimpse 4 needs a fourth decision.
        double decision = 2 * (stops.Hidden * 5 + 5 + 5 + 5);
        double four = NetworkPlan.Create(stops with { Glimpses = 4 }).ForwardFlops;
        Assert.Equal(four, NetworkPlan.FlopsOf(stops, size, 4));
        Assert.Equal(four + decision, NetworkPlan.FlopsOf(stops, size, 4, stopDecisions: 4));
        Assert.Equal(four, NetworkPlan.FlopsOf(stops, size, 4, stopDecisions: 3));
        Assert.Equal(NetworkPlan.Create(cnn).ForwardFlops, NetworkPlan.FlopsOf(cnn, size, 1));
        Assert.Equal(
            NetworkPlan.Create(cnn with { Classifier = new() { FrameWidth = 130, FrameHeight = 120 } }).ForwardFlops,
            NetworkPlan.FlopsOf(cnn, new(1, 120, 130), 1));
    }
}
