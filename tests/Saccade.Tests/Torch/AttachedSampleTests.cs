using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Torch;

/// <summary>The fault that the report suspects: gradients flow through the sampled location.</summary>
[Collection(TorchTests.Name)]
public sealed class AttachedSampleTests
{
    private static readonly ModelOptions s_model = Synthetic.Tiny with { Sigma = 0.2 };

    [Fact]
    public void Attached_REINFORCE_has_no_gradient_and_the_class_loss_moves_the_mean_instead()
    {
        Dictionary<string, double> detached = LocationNorms(attached: false), attached = LocationNorms(attached: true);
        Assert.Equal(0, detached["action"]);
        Assert.True(detached["location"] > 1e-3);
        Assert.True(attached["action"] > 1e-5);
        Assert.Equal(0, attached["location"], 1e-7);
    }

    [Fact]
    public void The_CPU_engine_refuses_it()
    {
        OptionException e = Assert.Throws<OptionException>(() =>
            new CpuEngine(s_model, Options(attached: true), RandomKey.FromSeed(1), threads: 1));
        Assert.Equal("training.loss.attach_sample", e.Error.Key);
    }

    /// <summary>The norm of the location network's gradient by loss term.</summary>
    private static Dictionary<string, double> LocationNorms(bool attached)
    {
        TrainingOptions training = Options(attached);
        using TorchEngine engine = TorchReference.Engine(s_model, training, RandomKey.FromSeed(1));
        return engine.MeasureGradients(training, Synthetic.TinyBatch(), Synthetic.TinyNoise())
            .Where(norm => norm.Network == "location").ToDictionary(norm => norm.Term, norm => norm.Norm);
    }

    private static TrainingOptions Options(bool attached) => new() { Loss = new() { LocationWeight = 1, AttachSample = attached } };
}
