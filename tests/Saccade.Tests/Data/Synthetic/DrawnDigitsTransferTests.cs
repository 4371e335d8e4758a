using Saccade.Cpu;
using Saccade.Data.Sources;
using Saccade.Data.Synthetic;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Tests.Data.Synthetic;

/// <summary>Drawn digits look handwritten: a small convolutional net that saw nothing else reads real ones.</summary>
public sealed class DrawnDigitsTransferTests
{
    [Fact]
    public void A_net_trained_on_drawn_digits_alone_names_three_quarters_of_the_real_test_digits()
    {
        string? folder = Environment.GetEnvironmentVariable("SACCADE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "SACCADE_DATA is not set: the MNIST test digits are needed.");
        RandomKey key = RandomKey.FromSeed(1);
        ModelOptions net = new()
        {
            Kind = ModelKind.Cnn,
            Classifier = new()
            {
                Convolution = new() { Filters = [16, 32, 64], Pools = [2] },
                Pooling = GlobalPooling.MaximumAndPlace,
                FrameWidth = 28,
                FrameHeight = 28,
            },
        };
        TrainingOptions training = new() { Epochs = 2, BatchSize = 50, Schedule = new() { LearningRate = 0.004 } };
        using CpuEngine engine = new(net, training, key, threads: 1);
        ImageSet drawn = DrawnDigits.Create(8_000, key.Fork("digits"));
        new Trainer(engine, new ClassificationTask(drawn, drawn.Slice(0, 100), net.Classes), training, key).Train();
        Assert.InRange(Evaluator.Evaluate(engine, new MnistSource(folder).Load(MnistPart.Test), new()).ErrorPercent, 0, 25);
    }
}
